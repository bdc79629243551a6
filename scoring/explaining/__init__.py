"""Why a result is what it is, in sentences: values of text and figures, each figure with what it is of.

Made from published values alone, so that the portal, a preview and the announcement say it alike, and from their figures
alone, so that a sentence cannot say what the split does not.
"""
