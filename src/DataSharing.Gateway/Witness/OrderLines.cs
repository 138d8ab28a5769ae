using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using DataSharing.Gateway.Ledger;

namespace DataSharing.Gateway.Witness;

/// <summary>
/// The lines of the file of orders: a header, then an order each. The last member of a line is the hash of what stands before it, so that a
/// line that was torn or edited is noticed; its number in the file shows where one was taken out.
/// </summary>
internal static partial class OrderLines
{
    private const int Version = 1;
    private const string CheckMember = ",\"check\":\"";

    // A key's id and a hash stand there as they are.
    private static readonly JsonSerializerOptions Written = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The first line, with its end.</summary>
    public static string Header(string controller) => Checked(JsonSerializer.Serialize(new HeaderLine(Version, controller), Written), "");

    /// <summary>The line of an order, with its end.</summary>
    /// <param name="order">The order.</param>
    /// <param name="line">The number of the line, from 2.</param>
    /// <param name="controller">The controller of the file.</param>
    public static string Of(StandingOrder order, int line, string controller) => Checked(
        JsonSerializer.Serialize(
            new OrderLine(
                line, order.Id, order.Kind.Word(), order.Mark, order.KeyId, order.Number,
                order.Until?.ToString("O", CultureInfo.InvariantCulture), order.Entry),
            Written),
        controller);

    /// <summary>Reads the file.</summary>
    /// <param name="bytes">All of it.</param>
    /// <param name="path">Its path, for messages.</param>
    /// <param name="controller">The controller whose file it must be.</param>
    /// <exception cref="WitnessException">It is another controller's, or a newer program wrote it: nothing of it may be passed
    /// over.</exception>
    public static OrdersRead Read(byte[] bytes, string path, string controller)
    {
        int whole = Array.LastIndexOf(bytes, (byte)'\n') + 1;
        string[] lines = Encoding.UTF8.GetString(bytes, 0, whole).Split('\n')[..^1];
        var orders = new List<StandingOrder>();
        string? fault = lines.Length > 0 && IsHeader(lines[0], path, controller) ? null : "its first line is not the header";
        for (int at = 1; at < lines.Length; at++)
        {
            if (Text(lines[at], controller) is not { } text || Parse(text) is not { } read)
            {
                fault ??= $"line {(at + 1).ToString(CultureInfo.InvariantCulture)} was torn or edited";
            }
            else
            {
                fault ??= read.Line == at + 1 ? null
                    : $"line {(at + 1).ToString(CultureInfo.InvariantCulture)} is not the one that follows: a line was taken out or moved";
                orders.Add(Order(read, path));
            }
        }

        return new OrdersRead(orders, lines.Length, whole) { IsTorn = whole < bytes.Length, Fault = fault };
    }

    /// <summary>
    /// Whether it is the header of this controller's file, in a version that this program knows. One of another is no damage.
    /// </summary>
    private static bool IsHeader(string line, string path, string controller)
    {
        if (Text(line, "") is not { } text || Deserialise<HeaderLine>(text) is not { } header)
        {
            return false;
        }

        return header.Version != Version ? throw Newer(path, $"version {header.Version.ToString(CultureInfo.InvariantCulture)}")
            : header.Controller == controller ? true
            : throw new WitnessException(
                $"{path} has the orders of another controller, {Shown(header.Controller)}, and this one is {controller}. Nothing is sent. Each ledger has a witness of its own: name another folder in gateway.json: \"witnessFolder\".");
    }

    private static StandingOrder Order(OrderLine read, string path)
    {
        OrderKind kind;
        try
        {
            kind = LedgerWords.Orders.Read(read.Kind!);
        }
        catch (FormatException)
        {
            throw Newer(path, $"an order of the kind {Shown(read.Kind)}");
        }

        return new StandingOrder
        {
            Id = read.Id!,
            Kind = kind,
            Mark = read.Mark!,
            KeyId = read.KeyId!,
            Number = read.Number,
            Until = DateOf(read.Until, out DateOnly until) ? until : null,
            Entry = read.Entry,
        };
    }

    private static OrderLine? Parse(string text) =>
        Deserialise<OrderLine>(text) is { Kind: not null, Mark: not null, KeyId: not null, Number: > 0, Entry: >= 0, Id: { } id } read
            && Id().IsMatch(id) && (read.Until is null || DateOf(read.Until, out _)) ? read : null;

    private static bool DateOf(string? text, out DateOnly day) =>
        DateOnly.TryParseExact(text, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);

    private static T? Deserialise<T>(string text)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(text, Written);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static WitnessException Newer(string path, string what) => new(
        $"{path} has {what}, which this version of the program does not know. Nothing is sent, because that order would be passed over. Install the version that wrote it, or a later one.");

    /// <summary>What somebody else wrote, as far as it can stand in a message.</summary>
    private static string Shown(string? word) => word is not null && Word().IsMatch(word) ? word : "(not a word)";

    /// <summary>The text of a line without its check; null where that is missing or wrong.</summary>
    private static string? Text(string line, string controller)
    {
        int at = line.LastIndexOf(CheckMember, StringComparison.Ordinal);
        return at > 0 && Checked(line[..at] + "}", controller) == line + "\n" ? line[..at] + "}" : null;
    }

    private static string Checked(string json, string controller)
    {
        string text = json[..^1];
        return $"{text}{CheckMember}{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{controller}\n{text}")))}\"}}\n";
    }

    [GeneratedRegex(@"^[0-9a-f]{32}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Id();

    [GeneratedRegex(@"^[A-Za-z0-9-]{1,40}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    /// <summary>The header, member by member.</summary>
    private sealed record HeaderLine(int Version, string? Controller);

    /// <summary>A line, member by member: keyed hashes, and nothing that a person wrote.</summary>
    private sealed record OrderLine(
        int Line, string? Id, string? Kind, string? Mark, string? KeyId, int Number, string? Until, long Entry);
}

/// <summary>What the file of orders says.</summary>
/// <param name="Orders">Its orders, in their order there; of a damaged file those whose lines are whole.</param>
/// <param name="Lines">How many whole lines there are, with the header.</param>
/// <param name="Length">How many bytes those have.</param>
internal sealed record OrdersRead(IReadOnlyList<StandingOrder> Orders, int Lines, long Length)
{
    /// <summary>Where there is no file.</summary>
    public static OrdersRead Missing { get; } = new([], 0, 0) { IsThere = false };

    /// <summary>Whether there is a file.</summary>
    public bool IsThere { get; private init; } = true;

    /// <summary>Whether its last line has no end: a process ended while it wrote it.</summary>
    public bool IsTorn { get; init; }

    /// <summary>What is wrong with a whole line, in words; null for nothing.</summary>
    public string? Fault { get; init; }
}
