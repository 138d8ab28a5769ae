using System.Globalization;
using System.Text;
using System.Text.Json;
using DataSharing.Disclosure.Profile;
using DataSharing.Disclosure.Configuration;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Delivery.Sftp;

namespace DataSharing.Gateway.Onboarding;

/// <summary>
/// The text of a new force's profile: everything that a profile can say, with what it means, from the protocol, the list of forces and the
/// terms of the agreement. It is not enabled.
/// </summary>
internal sealed class ProfileDraft
{
    private readonly StringBuilder _text = new();
    private readonly ForceTerms _terms;
    private readonly ListedForce _force;
    private readonly DateOnly _today;

    private ProfileDraft(ForceTerms terms, ListedForce force, DateOnly today)
    {
        _terms = terms;
        _force = force;
        _today = today;
    }

    private DateOnly LastDay => _terms.LastDay ?? _terms.InForceFrom.AddYears(2).AddDays(-1);

    /// <summary>Writes the text.</summary>
    /// <param name="terms">The terms.</param>
    /// <param name="force">The force's row of the list.</param>
    /// <param name="protocol">The protocol's name and document.</param>
    /// <param name="premises">The types of premises that are counted.</param>
    /// <param name="hostKeys">The server's keys.</param>
    /// <param name="controller">The controller's name.</param>
    /// <param name="today">Today's date, Europe/London.</param>
    public static string Write(
        ForceTerms terms, ListedForce force, (string Name, ConfigObject Document) protocol, IReadOnlySet<string> premises,
        IReadOnlyList<HostKeyPin> hostKeys, string controller, DateOnly today)
    {
        bool isInProtocol = protocol.Document.OptionalObject("referencePatterns")?.Has(force.Slug) == true;
        DraftColumns columns = DraftColumns.Of(protocol.Document, premises, isInProtocol || force.Reference is not null);
        var draft = new ProfileDraft(terms, force, today);
        draft.Head(protocol.Name, isInProtocol ? null : force.Reference);
        draft.Agreement(controller);
        draft.Columns(columns);
        if (columns is { Area: { } area, Type: { } type } && !protocol.Document.Has("rarePremises"))
        {
            draft.RarePremises(area, type, columns.NotPremises);
        }

        draft.FileAndNight();
        draft.Drop(hostKeys);
        return draft._text.ToString();
    }

    private void Head(string protocol, string? reference) => _text.Append(CultureInfo.InvariantCulture, $$"""
        // {{_force.Name}} ({{_force.Nation}}). Made by: datasharing force new {{_force.Slug}}. docs/configuration.md has every member.
        // The next steps: datasharing check {{_force.Slug}}, force test, export --test-file, plan --rows, export --dry-run, force enable.
        {
          "force": {{Quoted(_force.Slug)}},
          "protocol": {{Quoted(protocol)}},
          // Raise it with every change of what leaves.
          "version": 1,
          // Nothing is sent to the force before this is true: datasharing force enable {{_force.Slug}} --from DATE.
          "enabled": false,

        """).Append(reference is null ? "" : $"""
          // The form of the force's own reference numbers. A number of another form is not released.
          "referencePattern": {Quoted(reference)},

        """);

    private void Agreement(string controller)
    {
        DateOnly review = _terms.InForceFrom.AddMonths(6);
        string reviewDue = review > _today
            ? $"// Look at the agreement again by this day. It stops nothing.\n    \"reviewDue\": {Quoted(review)},"
            : "// \"reviewDue\": the day by which the agreement is looked at again. It stops nothing.";
        string backfill = _terms.BackfillFrom is { } since
            ? $"// The force is told of nothing that happened or was reported before this day.\n    \"backfillFrom\": {Quoted(since)},"
            : "// \"backfillFrom\": the first day of which the force may be told, where the agreement limits how far back the first file goes.";
        string contact = _terms.Contact is { } mailbox
            ? $"\"contact\": {Quoted(mailbox)},"
            : "// \"contact\": the force's mailbox for what no file can tell it, and never a person.";
        _text.Append(CultureInfo.InvariantCulture, $$"""

              // As on paper: it stands in every manifest, and nothing is sent outside its days.
              "agreement": {
                "reference": {{Quoted(_terms.Agreement)}},
                "version": {{Quoted(_terms.AgreementVersion)}},
                "inForceFrom": {{Quoted(_terms.InForceFrom)}},
                "lastDay": {{Quoted(LastDay)}},
                {{reviewDue}}
                {{backfill}}
                "basis": {{Quoted(_terms.Basis)}},
                "marking": {{Quoted(_terms.Marking)}},
                "parties": [{{Quoted(controller)}}, {{Quoted(_force.Name)}}],
                // "purpose" and "retention": each a sentence of the agreement, for its annex.
                {{contact}}
              },

            """);
    }

    private void Columns(DraftColumns columns)
    {
        _text.Append("\n  // In the order of the file, from the protocol. Take out what this agreement does not name.\n  \"columns\": [\n");
        foreach (DraftColumn column in columns.All.Where(column => column.WhyNot is null))
        {
            _text.Append(CultureInfo.InvariantCulture,
                $"    {Quoted(column.Name)},{(column.Meaning is { } meaning ? " // " + meaning : "")}\n");
        }

        foreach (DraftColumn column in columns.All.Where(column => column.WhyNot is not null))
        {
            _text.Append(CultureInfo.InvariantCulture, $"    // {Quoted(column.Name)}, {column.WhyNot}.\n");
        }

        _text.Append("  ],\n");
    }

    private void RarePremises(string area, string type, IReadOnlyList<string> notPremises) => _text.Append(CultureInfo.InvariantCulture,
        $$"""

          // The only premises of a type in an area are an address: where there are fewer than five, the type is withheld. Counted in
          // reference/premises.csv, by the code of the local authority.
          "rarePremises": {
            "area": {{Quoted(area)}},
            "type": {{Quoted(type)}},
            "atLeast": 5,
            "notPremises": [{{string.Join(", ", notPremises.Select(Quoted))}}],
          },

        """);

    private void FileAndNight() => _text.Append(CultureInfo.InvariantCulture, $$"""

          // "utf-8-bom" and "dd/MM/yyyy" for a force that opens the file in Excel; "windows-1252" for an older import.
          "file": {
            "name": "{controller}_{force}_{sequence}_{attempt}.csv",
            "delimiter": {{Quoted(_terms.Delimiter)}},
            "encoding": {{Quoted(_terms.Encoding)}},
            "dateFormat": {{Quoted(_terms.DateFormat)}},
            "formula": "escape",
          },
          // Bands in words: a spreadsheet makes 3 May of 3-5.
          "bandLabels": "words",
          // On a night with nothing to tell: "header-only", "manifest-only" or "none".
          "emptyNight": "header-only",

          // Second, minute, hour, day of month, month, day of week. Forces with the same time begin spread over the hour after it.
          // The force's analysts keep the bank holidays of {{_force.BankHolidays}}: name days without a due time in "notOn".
          "schedule": { "cron": {{Quoted(_terms.Cron)}}, "timeZone": "Europe/London", "staggerMinutes": 60 },

        """);

    private void Drop(IReadOnlyList<HostKeyPin> hostKeys)
    {
        string port = _terms.Port is { } number ? string.Create(CultureInfo.InvariantCulture, $"\n    \"port\": {number},") : "";
        _text.Append(CultureInfo.InvariantCulture, $$"""

              "drop": {
                "host": {{Quoted(_terms.Host)}},{{port}}
                "user": {{Quoted(_terms.User)}},
                "folder": {{Quoted(_terms.Folder)}},
                // The server's full public keys, which the force confirmed over another channel. No other is trusted.
                "hostKeys": [{{string.Join(", ", hostKeys.Select(key => Quoted($"{key.Algorithm} {key.Base64Key}")))}}],
                // An encrypted key also needs "passphrase", written as the key is.
                "login": { "key": {{Secret(_terms.Key)}} },
              },
            }

            """);
    }

    /// <summary>The reference to a secret as a profile has it.</summary>
    private static string Secret(string key)
    {
        foreach (string kind in new[] { "credential", "environment" })
        {
            if (key.StartsWith(kind + ":", StringComparison.Ordinal))
            {
                return $"{{ \"{kind}\": {Quoted(key[(kind.Length + 1)..])} }}";
            }
        }

        return $"{{ \"file\": {Quoted(Path.GetFullPath(key))} }}";
    }

    private static string Quoted(DateOnly day) => Quoted(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    private static string Quoted(string text) => JsonSerializer.Serialize(text, Json.Compact);
}
