from typing import Any

from django import forms

from projects.models import Membership, Project, Session


class OwnIds(forms.BaseForm):
    """Several forms with a `name` stand on one page: each field has an id of its own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": f"{type(self).__name__}-%s", **kwargs})


class ProjectForm(OwnIds, forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Project
        fields = ["name"]


class DeleteForm(OwnIds, forms.Form):
    """Typing the name is the second thought before everybody's work goes."""

    name = forms.CharField(label="Type the project's name")

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.project = project

    def clean_name(self) -> str:
        if self.cleaned_data["name"] != self.project.name:
            raise forms.ValidationError("This is not the project's name.")
        return str(self.cleaned_data["name"])


class MemberForm(OwnIds, forms.ModelForm):  # type: ignore[type-arg]
    email = forms.EmailField(label="E-mail address")

    class Meta:
        model = Membership
        fields = ["role"]


class SessionForm(OwnIds, forms.ModelForm):  # type: ignore[type-arg]
    name = forms.CharField(max_length=120, required=False)

    class Meta:
        model = Session
        fields = ["kind", "name"]


class SessionNameForm(OwnIds, forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Session
        fields = ["name"]
