from typing import Any

from django import forms

from projects.models import Membership, Project, Session


class ProjectForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Project
        fields = ["name"]


class DeleteForm(forms.Form):
    """Typing the name is the second thought before everybody's work goes."""

    name = forms.CharField(label="Type the project's name")

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.project = project

    def clean_name(self) -> str:
        if self.cleaned_data["name"] != self.project.name:
            raise forms.ValidationError("This is not the project's name.")
        return str(self.cleaned_data["name"])


class MemberForm(forms.ModelForm):  # type: ignore[type-arg]
    email = forms.EmailField(label="E-mail address")

    class Meta:
        model = Membership
        fields = ["role"]


class SessionForm(forms.ModelForm):  # type: ignore[type-arg]
    name = forms.CharField(max_length=120, required=False)

    class Meta:
        model = Session
        fields = ["kind", "name"]


class SessionNameForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Session
        fields = ["name"]
