import django.db.models.deletion
from django.db import migrations, models

import regions.fields


class Migration(migrations.Migration):
    dependencies = [
        ("cooperation", "0012_alike"),
        ("regions", "0003_help"),
    ]

    operations = [
        migrations.AlterField(
            model_name="citation",
            name="outcome",
            field=models.ForeignKey(
                blank=True,
                help_text="Only where the source speaks of one outcome.",
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="citations",
                to="cooperation.outcome",
                verbose_name="about the outcome",
            ),
        ),
        migrations.AlterField(
            model_name="citation",
            name="party",
            field=models.ForeignKey(
                blank=True,
                help_text="Only where the source speaks of one party.",
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="citations",
                to="cooperation.party",
                verbose_name="about the party",
            ),
        ),
        migrations.AlterField(
            model_name="citation",
            name="phase",
            field=models.ForeignKey(
                blank=True,
                help_text="Only where the source speaks of one phase.",
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="citations",
                to="cooperation.phase",
                verbose_name="about the phase",
            ),
        ),
        migrations.AlterField(
            model_name="document",
            name="kind",
            field=regions.fields.CodeField(
                choices=[
                    ("text", "text"),
                    ("agenda", "agenda"),
                    ("participants", "list of participants"),
                    ("minutes", "minutes"),
                    ("report", "report"),
                    ("press-release", "press release"),
                    ("photo", "photograph"),
                    ("other", "other"),
                ],
                default="other",
                help_text="What it is: the text itself, an agenda, minutes.",
                max_length=20,
                verbose_name="kind",
            ),
        ),
        migrations.AlterField(
            model_name="document",
            name="title",
            field=regions.fields.ShortTextField(
                help_text="What the document calls itself.", max_length=300, verbose_name="title"
            ),
        ),
        migrations.AlterField(
            model_name="lineage",
            name="earlier",
            field=models.ForeignKey(
                help_text="The agreement that was there before.",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="successors",
                to="cooperation.agreement",
                verbose_name="earlier agreement",
            ),
        ),
        migrations.AlterField(
            model_name="lineage",
            name="kind",
            field=regions.fields.CodeField(
                choices=[("implements", "implements"), ("amends", "amends"), ("supersedes", "supersedes")],
                help_text="What this agreement does to the earlier one.",
                max_length=20,
                verbose_name="what it does",
            ),
        ),
        migrations.AlterField(
            model_name="mechanism",
            name="organizations",
            field=models.ManyToManyField(
                blank=True,
                help_text="The bodies that belong to it, such as a secretariat or a bloc.",
                related_name="mechanisms",
                to="cooperation.organization",
                verbose_name="organizations",
            ),
        ),
        migrations.AlterField(
            model_name="meeting",
            name="city",
            field=regions.fields.ShortTextField(
                blank=True,
                help_text="The city it met in, as people call it in English.",
                max_length=100,
                verbose_name="city",
            ),
        ),
        migrations.AlterField(
            model_name="meeting",
            name="is_participant_count_approximate",
            field=models.BooleanField(
                default=False,
                help_text="Tick it where the source says “about” or “some”.",
                verbose_name="the number is approximate",
            ),
        ),
        migrations.AlterField(
            model_name="meeting",
            name="mode",
            field=regions.fields.CodeField(
                choices=[
                    ("in-person", "in person"),
                    ("online", "online"),
                    ("hybrid", "hybrid"),
                    ("not-recorded", "not recorded"),
                ],
                default="not-recorded",
                help_text="Whether they met in person, online, or some of each.",
                max_length=20,
                verbose_name="mode",
            ),
        ),
        migrations.AlterField(
            model_name="meeting",
            name="organizations",
            field=models.ManyToManyField(
                blank=True,
                help_text="Bodies that were there. A bloc stands here; its members only where a source names them.",
                related_name="meetings",
                to="cooperation.organization",
                verbose_name="organizations that took part",
            ),
        ),
        migrations.AlterField(
            model_name="membership",
            name="country",
            field=models.ForeignKey(
                help_text="The member.",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="memberships",
                to="regions.country",
                verbose_name="country",
            ),
        ),
        migrations.AlterField(
            model_name="organization",
            name="name",
            field=regions.fields.ShortTextField(
                help_text="Its full name, as it writes it in English.", max_length=200, unique=True, verbose_name="name"
            ),
        ),
        migrations.AlterField(
            model_name="organization",
            name="website",
            field=models.URLField(
                blank=True, help_text="The address of its own pages.", max_length=500, verbose_name="website"
            ),
        ),
        migrations.AlterField(
            model_name="outcome",
            name="by_organizations",
            field=models.ManyToManyField(
                blank=True,
                help_text="The bodies that decided, promised or asked.",
                related_name="outcomes_by",
                to="cooperation.organization",
                verbose_name="by organizations",
            ),
        ),
        migrations.AlterField(
            model_name="outcome",
            name="carried_out_by_agreements",
            field=models.ManyToManyField(
                blank=True,
                help_text="Agreements that came of it.",
                related_name="origins",
                to="cooperation.agreement",
                verbose_name="carried out by agreements",
            ),
        ),
        migrations.AlterField(
            model_name="outcome",
            name="carried_out_by_mechanisms",
            field=models.ManyToManyField(
                blank=True,
                help_text="Series or frameworks that came of it.",
                related_name="origins",
                to="cooperation.mechanism",
                verbose_name="carried out by mechanisms",
            ),
        ),
        migrations.AlterField(
            model_name="outcome",
            name="carried_out_by_meetings",
            field=models.ManyToManyField(
                blank=True,
                help_text="Meetings that came of it.",
                related_name="origins",
                to="cooperation.meeting",
                verbose_name="carried out by meetings",
            ),
        ),
        migrations.AlterField(
            model_name="outcome",
            name="carried_out_by_projects",
            field=models.ManyToManyField(
                blank=True,
                help_text="Projects that came of it.",
                related_name="origins",
                to="cooperation.project",
                verbose_name="carried out by projects",
            ),
        ),
        migrations.AlterField(
            model_name="outcome",
            name="concerns_agreements",
            field=models.ManyToManyField(
                blank=True,
                help_text="Agreements that it speaks of.",
                related_name="concerned_outcomes",
                to="cooperation.agreement",
                verbose_name="concerns agreements",
            ),
        ),
        migrations.AlterField(
            model_name="outcome",
            name="concerns_mechanisms",
            field=models.ManyToManyField(
                blank=True,
                help_text="Series or frameworks that it speaks of.",
                related_name="concerned_outcomes",
                to="cooperation.mechanism",
                verbose_name="concerns mechanisms",
            ),
        ),
        migrations.AlterField(
            model_name="outcome",
            name="concerns_meetings",
            field=models.ManyToManyField(
                blank=True,
                help_text="Other meetings that it speaks of.",
                related_name="concerned_outcomes",
                to="cooperation.meeting",
                verbose_name="concerns meetings",
            ),
        ),
        migrations.AlterField(
            model_name="outcome",
            name="concerns_organizations",
            field=models.ManyToManyField(
                blank=True,
                help_text="Bodies that it speaks of.",
                related_name="concerned_outcomes",
                to="cooperation.organization",
                verbose_name="concerns organizations",
            ),
        ),
        migrations.AlterField(
            model_name="outcome",
            name="concerns_projects",
            field=models.ManyToManyField(
                blank=True,
                help_text="Projects that it speaks of.",
                related_name="concerned_outcomes",
                to="cooperation.project",
                verbose_name="concerns projects",
            ),
        ),
        migrations.AlterField(
            model_name="outcome",
            name="to_organizations",
            field=models.ManyToManyField(
                blank=True,
                help_text="The bodies that are promised or asked something.",
                related_name="outcomes_to",
                to="cooperation.organization",
                verbose_name="to organizations",
            ),
        ),
        migrations.AlterField(
            model_name="outcome",
            name="topics",
            field=models.ManyToManyField(
                blank=True,
                help_text="What it is about, where that is narrower than the meeting.",
                related_name="outcomes",
                to="cooperation.topic",
                verbose_name="topics",
            ),
        ),
        migrations.AlterField(
            model_name="party",
            name="country",
            field=models.ForeignKey(
                blank=True,
                help_text="A country that is a party, or leave it empty and choose an organization.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="parties",
                to="regions.country",
                verbose_name="country",
            ),
        ),
        migrations.AlterField(
            model_name="party",
            name="organization",
            field=models.ForeignKey(
                blank=True,
                help_text="An organization that is a party, such as a bloc that signed for itself.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="parties",
                to="cooperation.organization",
                verbose_name="organization",
            ),
        ),
        migrations.AlterField(
            model_name="projectorganization",
            name="organization",
            field=models.ForeignKey(
                help_text="The body that takes part.",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="project_organizations",
                to="cooperation.organization",
                verbose_name="organization",
            ),
        ),
        migrations.AlterField(
            model_name="source",
            name="publisher",
            field=regions.fields.ShortTextField(
                blank=True, help_text="Who published it.", max_length=200, verbose_name="publisher"
            ),
        ),
        migrations.AlterField(
            model_name="source",
            name="title",
            field=regions.fields.ShortTextField(
                help_text="What the text or page calls itself.", max_length=300, verbose_name="title"
            ),
        ),
        migrations.AlterField(
            model_name="source",
            name="url",
            field=models.URLField(
                blank=True, help_text="Where it can be read.", max_length=1000, verbose_name="address"
            ),
        ),
        migrations.AlterField(
            model_name="topic",
            name="name",
            field=regions.fields.ShortTextField(
                help_text="A word or two, as readers would look for it.",
                max_length=100,
                unique=True,
                verbose_name="name",
            ),
        ),
    ]
