using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using DataSharing.Gateway.Machine;

namespace DataSharing.Gateway.Witness;

/// <summary>What a file says of the ledger that somebody kept elsewhere. Either of two, and no other.</summary>
/// <param name="Controller">Whose ledger it is about.</param>
internal abstract partial record KeptStatement(string Controller)
{
    private const int MostBytes = 1024 * 1024;
    private const int MostDepth = 16;

    /// <summary>A manifest that a force got.</summary>
    /// <param name="Controller">From whom.</param>
    /// <param name="Force">The force's slug.</param>
    /// <param name="Sequence">The export's sequence.</param>
    /// <param name="File">The name of the data file; null where there is none.</param>
    /// <param name="Sha256">The SHA-256 of the data file; null where there is none.</param>
    /// <param name="Bytes">The SHA-256 of the manifest's own bytes.</param>
    internal sealed record OfManifest(string Controller, string Force, int Sequence, string? File, string? Sha256, string Bytes)
        : KeptStatement(Controller)
    {
        /// <summary>Whether it tells of the journal at all: no manifest of before version 9 of the ledger does.</summary>
        public bool TellsHead { get; init; }

        /// <summary>What it tells of the journal; null where there was nothing in it.</summary>
        public string? JournalHead { get; init; }
    }

    /// <summary>What <c>ledger anchor</c> printed.</summary>
    /// <param name="Controller">Of whose ledger.</param>
    /// <param name="Entry">The number of the journal's last entry then; 0 of an empty journal.</param>
    /// <param name="Head">Its hash; null of an empty journal.</param>
    internal sealed record OfAnchor(string Controller, long Entry, string? Head) : KeptStatement(Controller);

    /// <summary>Reads a file. Nothing of what stands in one that is neither is told.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="ct">Stops the reading.</param>
    /// <returns>What it says, or else why it says nothing, in a sentence.</returns>
    public static async Task<(KeptStatement? Statement, string? Problem)> ReadAsync(string path, CancellationToken ct)
    {
        if (Directory.Exists(path))
        {
            return (null, "This is a folder. Name the manifests in it.");
        }

        if (FileEntry.IsPipeOrDevice(path))
        {
            return (null, "This is a named pipe or a device. Name a file.");
        }

        byte[] bytes = new byte[MostBytes + 1];
        int length;
        try
        {
            await using FileStream file = System.IO.File.OpenRead(path);
            length = await file.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, ct);
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            return (null, "There is no such file.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return (null, "The file cannot be read. Let your account read it.");
        }

        return length > MostBytes ? (null, "The file has more than 1 MiB, so that it is neither a manifest nor an anchor.")
            : Parse(bytes.AsMemory(0, length)) is { } statement ? (statement, null)
            : (null, "The file is neither a manifest nor an anchor. Use it as the force got it, or as ledger anchor --json printed it.");
    }

    private static KeptStatement? Parse(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = MostDepth });
            JsonElement root = document.RootElement;
            string? controller = Name(root, "controller");
            return controller is null ? null
                : root.TryGetProperty("sequence", out _) ? Manifest(root, controller, Convert.ToHexStringLower(SHA256.HashData(bytes.Span)))
                : Anchor(root, controller);
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            // The exception could quote what stands there.
            return null;
        }
    }

    private static OfManifest? Manifest(JsonElement root, string controller, string bytes)
    {
        string? file = root.GetProperty("file").GetString();
        string? sha256 = Hash(root.GetProperty("sha256"));
        bool tellsHead = root.TryGetProperty("journalHead", out JsonElement head);
        int sequence = root.GetProperty("sequence").GetInt32();
        return Name(root, "force") is { } force && sequence > 0 && file is null == sha256 is null
            ? new OfManifest(controller, force, sequence, file, sha256, bytes)
            {
                TellsHead = tellsHead, JournalHead = tellsHead ? Hash(head) : null,
            }
            : null;
    }

    private static OfAnchor? Anchor(JsonElement root, string controller)
    {
        long entry = root.GetProperty("entry").GetInt64();
        string? head = Hash(root.GetProperty("head"));
        return entry >= 0 && entry == 0 == head is null ? new OfAnchor(controller, entry, head) : null;
    }

    private static string? Name(JsonElement root, string member) =>
        root.GetProperty(member).GetString() is { } name && Slug().IsMatch(name) ? name : null;

    /// <exception cref="FormatException">It is another text than a hash.</exception>
    private static string? Hash(JsonElement member) =>
        member.GetString() is not { } text ? null
        : HexadecimalHash().IsMatch(text) ? text
        : throw new FormatException("A hash is malformed.");

    [GeneratedRegex(@"^[a-z0-9][a-z0-9-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Slug();

    [GeneratedRegex(@"^[0-9a-f]{64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex HexadecimalHash();
}
