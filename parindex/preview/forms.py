"""What a form of the page of sentences sends."""

from django import forms


class SentenceForm(forms.Form):
    """Which sentence in which words; `seen` is the version it was written over. What is typed is for the action to judge."""

    SAVE, BACK = "luu", "tra-lai"

    about = forms.SlugField(max_length=20)
    seen = forms.IntegerField(min_value=0)
    act = forms.ChoiceField(choices=[(SAVE, SAVE), (BACK, BACK)])
