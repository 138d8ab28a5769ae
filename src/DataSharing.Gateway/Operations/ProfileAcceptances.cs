using System.Globalization;
using DataSharing.Disclosure;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Orders;
using DataSharing.Gateway.People;
using DataSharing.Gateway.Standing;

namespace DataSharing.Gateway.Operations;

/// <summary>The words of persons about profiles that wait, one force at a time.</summary>
/// <param name="folder">The configuration.</param>
/// <param name="ledger">The ledger.</param>
/// <param name="people">Who is who; null where no file says so.</param>
internal sealed class ProfileAcceptances(ConfigurationFolder folder, ExportLedger ledger, PeopleList? people)
{
    /// <summary>
    /// Gives somebody's word that the profile is right as its files are now. Where two persons have to, the first one's word is a request,
    /// and the second one's accepts.
    /// </summary>
    /// <param name="use">The profile, looked at now.</param>
    /// <param name="from">The first day on which it is used; null for at once.</param>
    /// <param name="why">Why.</param>
    /// <param name="person">Who, as the journal names them.</param>
    /// <param name="ct">Stops it.</param>
    /// <exception cref="RefusedException">Nothing waits, or it needs another person.</exception>
    /// <exception cref="OrderOvertakenException">Another text came into use meanwhile.</exception>
    /// <exception cref="LedgerException">The ledger cannot be read or written.</exception>
    public async Task<AcceptedProfile> GiveAsync(ProfileInUse use, DateOnly? from, string why, string person, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(use);
        string force = use.Present.Profile.Force;
        if (use is { Waits: false, From: null })
        {
            throw new RefusedException(
                Reason.NothingWaiting, $"{force}: the profile as it is waits for nobody: {StateOf(use)}. Nothing was recorded.");
        }

        long follows = use.Migrated is { } migrated
            ? await ledger.Accepted.MigrateAsync(force, migrated, person, ProgramVersion.Text, ct) : use.Last?.Entry ?? 0;
        var accepted = new TextAcceptance(force, use.Text, follows, from, why, ProgramVersion.Text);
        RecordedRequest? first = use.Persons > 1 ? await FirstAsync(use, follows, from, person, ct) : null;
        if (use.Persons > 1 && first is null)
        {
            return new AcceptedProfile(use, null, await AskAsync(accepted, person, ct));
        }

        return await ledger.Accepted.AcceptAsync(accepted, person, first, ct) is { } entry ? new AcceptedProfile(use, entry, first)
            : throw new OrderOvertakenException();
    }

    /// <summary>The force's profile as its files are now, and how it stands to what was accepted.</summary>
    /// <exception cref="DataSharing.Disclosure.Configuration.ConfigurationException">It has problems.</exception>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    public Task<ProfileInUse> LookAsync(string force, CancellationToken ct) =>
        ProfileInUse.LookAsync(folder, ledger, folder.ReadForce(force), ct);

    private static string StateOf(ProfileInUse use) => use.By switch
    {
        null => "it is the one in use",
        UsedBy.Acceptance => "it was accepted, and comes into use with the next run",
        _ => "it lets nothing more leave, or asks for nobody, and comes into use with the next run",
    };

    /// <summary>The first person's word; null where nobody gave it.</summary>
    private async Task<RecordedRequest?> FirstAsync(ProfileInUse use, long follows, DateOnly? from, string person, CancellationToken ct)
    {
        if (people is null)
        {
            throw new RefusedException(
                Reason.SecondPerson,
                $"Two persons have to accept this, and there is no {PeopleList.File} that says who is who. Nothing was recorded. See docs/people.md.");
        }

        await ledger.Requests.ExpireAsync(ct);
        if (WaitingProfile.FirstWord(ledger, use, follows, ct) is not { } first)
        {
            return null;
        }

        if (Person.IdOf(first.Person) == Person.IdOf(person))
        {
            throw new RefusedException(
                Reason.SecondPerson,
                "You have accepted it already. It needs another person, with another id in people.json, who runs the same command.");
        }

        string? asked = first.Arguments.GetValueOrDefault(WaitingProfile.FromArgument);
        return asked == DayOf(from) ? first : throw new RefusedException(
            Reason.SecondPerson,
            $"{first.Person} has accepted it {(asked is null ? "without --from" : $"with --from {asked}")}: say the same. Nothing was recorded.");
    }

    private async Task<RecordedRequest> AskAsync(TextAcceptance accepted, string person, CancellationToken ct)
    {
        var arguments = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [WaitingProfile.ForceArgument] = accepted.Force,
            [WaitingProfile.Sha256Argument] = accepted.Text.Hash,
            [WaitingProfile.FollowsArgument] = WaitingProfile.FollowsOf(accepted.Follows),
            [WaitingProfile.WhyArgument] = accepted.Why,
        };
        if (DayOf(accepted.From) is { } day)
        {
            arguments[WaitingProfile.FromArgument] = day;
        }

        return await ledger.Requests.MakeAsync(
            WaitingProfile.Operation, arguments, person, SecondWord.ValidUntil(ledger.Clock.UtcNow()), ct);
    }

    private static string? DayOf(DateOnly? day) => day?.ToString("O", CultureInfo.InvariantCulture);
}

/// <summary>What came of somebody's word about a profile.</summary>
/// <param name="InUse">The profile.</param>
/// <param name="Entry">The journal entry of the acceptance; null where a second person is waited for.</param>
/// <param name="Request">The first person's word; null where one person is enough.</param>
internal sealed record AcceptedProfile(ProfileInUse InUse, long? Entry, RecordedRequest? Request);
