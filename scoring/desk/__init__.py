"""What the pages of the desk show, made from working rows; nothing here writes."""
