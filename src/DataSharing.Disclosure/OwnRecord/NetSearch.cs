using System.Collections.Frozen;
using DataSharing.Disclosure.Dictionary;

namespace DataSharing.Disclosure.OwnRecord;

/// <summary>Looks for e-mail addresses, handles and pages, however they are written out.</summary>
internal sealed class NetSearch(FrozenSet<string> keep)
{
    private const int Shortest = 4;
    private const int ShortestLocal = 6;

    // Parts of addresses that are nobody's.
    private static readonly FrozenSet<string> Anybodys = FrozenSet.ToFrozenSet(
        ["about", "account", "admin", "channel", "contact", "enquiries", "enquiry", "events", "groups", "hello", "help", "helpdesk", "home", "index", "info", "mail", "manager", "mobile", "office", "page", "pages", "people",
            "photo", "photos", "post", "posts", "postmaster", "profile", "profiles", "reception", "reels", "school", "search", "secretary",
                "security", "status", "stories", "support", "synagogue", "treasurer", "tweet",
            "user", "users", "video", "videos", "watch", "webmaster"], StringComparer.Ordinal);

    private static readonly char[] Between = [' ', '\t', '\n', '\r', ',', ';', '<', '>', '(', ')', '"', '|'];

    /// <summary>Without spaces, and with the signs that are written out as words.</summary>
    public static string Compact(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)))
        .Replace("(at)", "@", StringComparison.Ordinal).Replace("[at]", "@", StringComparison.Ordinal)
        .Replace("{at}", "@", StringComparison.Ordinal)
        .Replace("(dot)", ".", StringComparison.Ordinal).Replace("[dot]", ".", StringComparison.Ordinal)
        .Replace("{dot}", ".", StringComparison.Ordinal);

    /// <summary>Whether an address of a value stands in the text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="kind">What the field holds.</param>
    /// <param name="value">The folded value in small letters.</param>
    public bool IsIn(OpenText text, DirectKind kind, string value)
    {
        // What is looked for below: an address has @, a page a stroke, and only fields of handles and pages hold any without.
        if (kind is not (DirectKind.Email or DirectKind.Handle or DirectKind.Url or DirectKind.Any)
            || (kind is DirectKind.Email or DirectKind.Any && !value.AsSpan().ContainsAny('@', '/')))
        {
            return false;
        }

        string[] parts = [
            .. value.Split(Between, StringSplitOptions.RemoveEmptyEntries).Select(part => part.Trim('.', ':', '\''))
            .Where(part => part.Length >= Shortest)];
        // A field of e-mail addresses is searched for those alone.
        bool others = kind != DirectKind.Email;
        foreach (string part in parts)
        {
            bool email = part.IndexOf('@', StringComparison.Ordinal) > 0 && !part.Contains('/', StringComparison.Ordinal);
            bool page = others
                && (part.Contains('/', StringComparison.Ordinal)
                || (kind == DirectKind.Url && part.Contains('.', StringComparison.Ordinal)));
            bool handle = others
                && (part[0] == '@'
                || (kind == DirectKind.Handle && (parts.Length == 1 || part.Any(c => char.IsAsciiDigit(c) || c == '_'))));
            if ((email && HasEmail(text, part)) || (page && HasPage(text, part)) || (handle && HasHandle(text, part)))
            {
                return true;
            }
        }

        return false;
    }

    private bool HasEmail(OpenText text, string part)
    {
        string address = part.StartsWith("mailto:", StringComparison.Ordinal) ? part["mailto:".Length..] : part;
        int at = address.IndexOf('@', StringComparison.Ordinal);
        if (at <= 0)
        {
            return false;
        }

        string local = address[..at];
        string plain = local.Split('+')[0];
        string untagged = plain + address[at..];
        List<string> words = Spelling.WordsOf(untagged);
        return text.Compact.Contains(Compact(address), StringComparison.Ordinal)
            || text.Compact.Contains(Compact(untagged), StringComparison.Ordinal)
            || (words.Count > 1 && text.HasSpokenSequence(words)) || IsOwn(text, local) || IsOwn(text, plain);
    }

    /// <summary>A local part alone: where it is letters only, it has to be long and nobody's office.</summary>
    private bool IsOwn(OpenText text, string local) =>
        (local.All(char.IsLetter) ? local.Length >= ShortestLocal && !IsAnybodys(local) : local.Length >= Shortest) && text.HasWhole(local);

    private bool HasPage(OpenText text, string part)
    {
        string page = part[(part.IndexOf("//", StringComparison.Ordinal) is var slashes and >= 0 ? slashes + 2 : 0)..];
        page = page.Split('?', '#')[0].TrimEnd('/');
        page = page.StartsWith("www.", StringComparison.Ordinal) ? page[4..] : page;
        if (page.Length < Shortest)
        {
            return false;
        }

        string[] pieces = page.Split('/');
        string[] labels = pieces[0].Split('.');
        IEnumerable<string> own = pieces.Skip(1).Select(piece => piece.TrimStart('@')).Concat(labels.Length > 2 ? labels.Take(1) : []);
        return text.Compact.Contains(Compact(page), StringComparison.Ordinal)
            || own.Any(piece => piece.Length >= Shortest && !IsAnybodys(piece) && text.HasWhole(piece));
    }

    private bool HasHandle(OpenText text, string part)
    {
        string handle = part.TrimStart('@');
        int point = handle.LastIndexOf('.');
        string stem = point > 0 && handle.Length - point is >= 3 and <= 5 ? handle[..point] : handle;
        return HasHandleAlone(text, handle) || (stem.Any(c => !char.IsLetter(c)) && HasHandleAlone(text, stem));
    }

    private bool HasHandleAlone(OpenText text, string handle) =>
        handle.Length >= Shortest && !IsAnybodys(handle) && (text.HasWhole(handle) || text.Spells(string.Concat(Spelling.WordsOf(handle))));

    private bool IsAnybodys(string part) => keep.Contains(part) || Anybodys.Contains(part);
}
