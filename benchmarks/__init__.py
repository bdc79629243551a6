"""Figures with a named peer, measured in the same run. Each module prints figure, ratio, peer and versions."""
