using System.Buffers.Binary;
using System.Text;
using DataSharing.Gateway.Delivery.Sftp;

namespace DataSharing.Gateway.Tests.Delivery;

/// <summary>What a session makes of servers that fail, stall, lie or talk nonsense.</summary>
[TestFixture]
internal sealed class SftpSessionFaultTests
{
    private const int Length = 1_000_000;

    [Test]
    [CancelAfter(20_000)]
    public async Task Gives_up_on_a_server_that_never_answers_a_write(CancellationToken ct)
    {
        await using FaultySftpServer server = new() { Behave = On(FaultyRequest.Write, new Fault.Silence()) };
        await using SftpSession session = await server.OpenAsync(responseSeconds: 0.3);

        SftpException? e = await FailedUpload(session, ct);

        Assert.That(e?.Failure, Is.EqualTo(SftpFailure.Timeout));
        Assert.That(e?.IsTransient, Is.True);
        Assert.That(e?.Message, Does.Contain("0.3 s").And.Contain("may still be at the server"));
        Assert.That(server.WasAborted, Is.True);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Gives_up_on_a_server_that_takes_no_more_bytes(CancellationToken ct)
    {
        await using FaultySftpServer server = new() { Behave = On(FaultyRequest.Write, new Fault.StopReading()) };
        await using SftpSession session = await server.OpenAsync(responseSeconds: 0.3);

        Assert.That((await FailedUpload(session, ct))?.Failure, Is.EqualTo(SftpFailure.Timeout));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Gives_up_on_a_server_that_never_starts(CancellationToken ct)
    {
        await using FaultySftpServer server = new() { AnswersInit = false };

        SftpException? e = await Some.FailureOf(() => server.OpenAsync(responseSeconds: 0.2));

        Assert.That(e?.Failure, Is.EqualTo(SftpFailure.Timeout));
        Assert.That(server.WasAborted, Is.True);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Does_not_time_out_while_answers_keep_coming(CancellationToken ct)
    {
        // Slower in all than the limit, but never silent for as long as the limit.
        await using FaultySftpServer server = new()
        {
            Behave = request =>
            {
                if (request.Type == FaultyRequest.Write)
                {
                    Thread.Sleep(100);
                }

                return null;
            },
        };
        await using SftpSession session = await server.OpenAsync(responseSeconds: 2);

        UploadReceipt receipt = await session.UploadAsync(new MemoryStream(Some.Bytes(Length)), "a", Some.NewFile(Length), ct);

        Assert.That(receipt.BytesAcknowledged, Is.EqualTo(Length));
    }

    [Test]
    public async Task Reports_a_connection_cut_in_the_middle_of_an_upload()
    {
        await using FaultySftpServer server = new() { Behave = request => request is { Type: FaultyRequest.Write, Index: > 10 } ? new Fault.Cut() : null };
        await using SftpSession session = await server.OpenAsync();

        SftpException? e = await FailedUpload(session);

        Assert.That(e?.Failure, Is.EqualTo(SftpFailure.ConnectionLost));
        Assert.That(e?.Message, Does.Contain("may still be at the server"));
    }

    [Test]
    public async Task Gives_the_reason_of_the_transport_when_it_ends_before_the_start()
    {
        await using FaultySftpServer server = new() { AnswersInit = false };
        Task<SftpSession> opening = server.OpenAsync();
        await server.Output.DisposeAsync();

        Assert.That((await Some.FailureOf(() => opening))?.Failure, Is.EqualTo(SftpFailure.Unreachable));
    }

    [Test]
    public async Task Tells_a_full_disk_from_a_bare_failure_by_the_free_space()
    {
        await using FaultySftpServer server = new() { FreeBytes = 1000, Behave = request => request is { Type: FaultyRequest.Write, Index: > 5 } ? new Fault.Status(4) : null };
        await using SftpSession session = await server.OpenAsync();

        SftpException? e = await FailedUpload(session);

        Assert.That(e?.Failure, Is.EqualTo(SftpFailure.NoSpace));
        Assert.That(e?.Status, Is.EqualTo(4));
        Assert.That(e?.IsTransient, Is.True);
        Assert.That(server.Files, Is.Empty);
    }

    [TestCase(14u, SftpFailure.NoSpace)]
    [TestCase(15u, SftpFailure.NoSpace)]
    [TestCase(4u, SftpFailure.ServerError)]
    [TestCase(3u, SftpFailure.Permission)]
    [TestCase(12u, SftpFailure.Permission)]
    [TestCase(7u, SftpFailure.ConnectionLost)]
    [TestCase(99u, SftpFailure.ServerError)]
    public async Task Classifies_the_status_of_a_write_and_removes_the_partial_file(uint status, SftpFailure failure)
    {
        await using FaultySftpServer server = new() { Behave = On(FaultyRequest.Write, new Fault.Status(status)) };
        await using SftpSession session = await server.OpenAsync();

        SftpException? e = await FailedUpload(session);

        Assert.That((e?.Failure, e?.Status), Is.EqualTo((failure, (uint?)status)));
        Assert.That(server.Files, Is.Empty);
    }

    [Test]
    public async Task Never_removes_a_file_it_did_not_create()
    {
        await using FaultySftpServer server = new() { Behave = On(FaultyRequest.Write, new Fault.Status(4)) };
        server.Files["a"] = new MemoryStream();
        await using SftpSession session = await server.OpenAsync();

        SftpException? e = await Some.FailureOf(() => session.UploadAsync(
            new MemoryStream(Some.Bytes(10)), "a", Some.NewFile(10) with { FailIfExists = false }, default));

        Assert.That(e?.Message, Does.Contain("is incomplete"));
        Assert.That(server.Files.Keys, Is.EqualTo(new[] { "a" }));
    }

    [Test]
    public async Task Shows_words_of_the_server_only_quoted_short_and_printable()
    {
        string words = "quota\u001b[31m \"exceeded\"\r\nHost key verification failed. \u202e" + new string('x', 500);
        await using FaultySftpServer server = new() { Behave = On(FaultyRequest.Write, new Fault.Status(4, words)) };
        await using SftpSession session = await server.OpenAsync();

        string message = (await FailedUpload(session))?.Message ?? string.Empty;

        Assert.That(message, Does.Contain("\"quota?[31m ?exceeded?? Host key verification failed. ???x"));
        Assert.That(message.All(c => c is >= ' ' and <= '~'), Is.True);
        Assert.That(message, Has.Length.LessThan(350));
    }

    [Test]
    public async Task Says_when_the_partial_file_could_not_be_removed()
    {
        await using FaultySftpServer server = new()
        {
            Behave = request => request.Type is FaultyRequest.Write ? new Fault.Status(4) : request.Type is FaultyRequest.Remove ? new Fault.Status(3) : null,
        };
        await using SftpSession session = await server.OpenAsync();

        Assert.That((await FailedUpload(session))?.Message, Does.Contain("may still be at the server"));
    }

    [Test]
    public async Task Takes_a_failed_close_as_a_failed_upload()
    {
        await using FaultySftpServer server = new() { Behave = request => request is { Type: FaultyRequest.Close } ? new Fault.Status(4) : null };
        await using SftpSession session = await server.OpenAsync();

        Assert.That((await FailedUpload(session))?.Failure, Is.EqualTo(SftpFailure.ServerError));
        Assert.That(server.Files, Is.Empty);
    }

    [TestCase(3u)]
    [TestCase(8u)]
    public async Task Takes_a_refused_sync_and_measure_as_weaker_evidence(uint status)
    {
        await using FaultySftpServer server = new()
        {
            Behave = request => request.Type == FaultyRequest.FStat || request.Extension == "fsync@openssh.com" ? new Fault.Status(status) : null,
        };
        await using SftpSession session = await server.OpenAsync();

        Assert.That(await Upload(session), Is.EqualTo(new UploadReceipt(Length, RemoteLength: null, Synced: false, ModeSet: true)));
    }

    [Test]
    public async Task Takes_a_failed_sync_as_a_failed_upload()
    {
        await using FaultySftpServer server = new() { Behave = request => request.Extension == "fsync@openssh.com" ? new Fault.Status(4) : null };
        await using SftpSession session = await server.OpenAsync();

        Assert.That((await FailedUpload(session))?.Failure, Is.EqualTo(SftpFailure.ServerError));
        Assert.That(server.Files, Is.Empty);
    }

    [Test]
    public async Task Takes_another_length_at_the_server_as_a_failed_upload()
    {
        await using FaultySftpServer server = new() { Behave = On(FaultyRequest.FStat, new Fault.Packet(105, [0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 5])) };
        await using SftpSession session = await server.OpenAsync();

        Assert.That((await FailedUpload(session))?.Message, Does.Contain("acknowledged 1000000 bytes of a but holds 5"));
        Assert.That(server.Files, Is.Empty);
    }

    [Test]
    public async Task Uses_no_extension_that_the_server_does_not_announce()
    {
        await using FaultySftpServer server = new();
        server.Extensions.Clear();
        await using SftpSession session = await server.OpenAsync();

        Assert.That(await Upload(session), Is.EqualTo(new UploadReceipt(Length, Length, Synced: false, ModeSet: true)));
        Assert.That(await session.GetFreeBytesAsync(".", default), Is.Null);
        Assert.That(server.Requests.Select(request => request.Type), Has.None.EqualTo(FaultyRequest.Extended));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Asks_for_the_name_the_room_and_the_limits_without_waiting_in_between(CancellationToken ct)
    {
        // The first two answers are kept back until the third question is there: one that waited would stand still.
        await using FaultySftpServer server = new() { Behave = request => request is { Type: FaultyRequest.Extended, Extension: not "fsync@openssh.com" } ? new Fault.Delay() : null };
        server.Extensions["limits@openssh.com"] = "1";
        await using SftpSession session = await server.OpenAsync(responseSeconds: 2);

        Assert.That(await session.GetRoomAsync("a", ".", ct), Is.EqualTo(new SftpRoom(null, (long)server.FreeBytes)));
        Assert.That(server.Requests.Select(request => request.Extension), Is.EqualTo(["limits@openssh.com", "statvfs@openssh.com", ""]));
        Assert.That(await Upload(session), Is.EqualTo(new UploadReceipt(Length, Length, Synced: true, ModeSet: true)));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Looks_at_the_final_name_and_creates_the_temporary_in_one_round_trip_and_sends_no_byte_before(CancellationToken ct)
    {
        // The answers about limits and place are kept back until the file has been created.
        await using FaultySftpServer server = new() { Behave = request => request.Type == FaultyRequest.LStat || request.Extension is "statvfs@openssh.com" or "limits@openssh.com" ? new Fault.Delay() : null };
        server.Extensions["limits@openssh.com"] = "1";
        await using SftpSession session = await server.OpenAsync(responseSeconds: 2);

        await session.UploadAsync(new MemoryStream(Some.Bytes(Length)), "a.part", Some.NewFile(Length) with { Place = new SftpPlace("a", ".", Length) }, ct);

        Assert.That(server.Requests.Take(5).Select(request => request.Type), Is.EqualTo([FaultyRequest.Extended, FaultyRequest.Extended, FaultyRequest.LStat, FaultyRequest.Open, FaultyRequest.Write]));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Sends_a_small_file_with_ten_requests_in_five_waits(CancellationToken ct)
    {
        // Of each group that is asked together only the last answer comes by itself: one that waited inside a group would stand still.
        int looks = 0;
        await using FaultySftpServer server = new()
        {
            Behave = request => request.Type is FaultyRequest.Extended or FaultyRequest.FStat || (request.Type == FaultyRequest.LStat && looks++ == 0) ? new Fault.Delay() : null,
        };
        server.Extensions["limits@openssh.com"] = "1";
        await using SftpSession session = await server.OpenAsync(responseSeconds: 2);

        await session.UploadAsync(new MemoryStream(Some.Bytes(1000)), "a.part", Some.NewFile(1000) with { Place = new SftpPlace("a", ".", 1000) }, ct);
        await session.RenameAsync("a.part", "a", ct);

        Assert.That(server.Requests.Select(request => request.Type), Is.EqualTo(
        [
            FaultyRequest.Extended, FaultyRequest.Extended, FaultyRequest.LStat, FaultyRequest.Open,
            FaultyRequest.Write,
            FaultyRequest.Extended, FaultyRequest.FStat, FaultyRequest.Close,
            FaultyRequest.LStat,
            FaultyRequest.Rename,
        ]));
    }

    [TestCase(0u, false)]
    [TestCase(3u, true)]
    public async Task Sends_no_byte_to_a_place_that_is_taken_and_says_whether_the_empty_file_may_stay(uint removing, bool stays)
    {
        await using FaultySftpServer server = new() { Behave = request => request.Type == FaultyRequest.Remove && removing != 0 ? new Fault.Status(removing) : null };
        server.Files["a"] = new MemoryStream([1]);
        await using SftpSession session = await server.OpenAsync();

        SftpException? e = await Some.FailureOf(() => session.UploadAsync(new MemoryStream(Some.Bytes(Length)), "a.part", Some.NewFile(Length) with { Place = new SftpPlace("a", ".", Length) }, default));

        Assert.That((e?.Failure, e?.MayHaveLeftFile), Is.EqualTo(((SftpFailure?)SftpFailure.AlreadyExists, (bool?)stays)), e?.Message);
        Assert.That(server.Requests.Select(request => request.Type), Has.None.EqualTo(FaultyRequest.Write));
        Assert.That(server.Files.Keys, Is.EquivalentTo(stays ? ["a", "a.part"] : (string[])["a"]));
    }

    [Test]
    public async Task Names_what_hinders_first_where_place_and_creation_are_refused()
    {
        await using FaultySftpServer server = new() { Behave = request => request.Type == FaultyRequest.Open ? new Fault.Status(3) : request.Extension == "statvfs@openssh.com" ? new Fault.Status(2) : null };
        await using SftpSession session = await server.OpenAsync();

        SftpException? e = await Some.FailureOf(() => session.UploadAsync(new MemoryStream(Some.Bytes(Length)), "no-folder/a.part", Some.NewFile(Length) with { Place = new SftpPlace("no-folder/a", "no-folder", Length) }, default));

        Assert.That((e?.Failure, e?.MayHaveLeftFile), Is.EqualTo(((SftpFailure?)SftpFailure.NotFound, (bool?)false)), e?.Message);
    }

    [TestCase(3u)]
    [TestCase(8u)]
    public async Task Takes_a_server_that_says_neither_name_nor_room_as_silent(uint refusal)
    {
        await using FaultySftpServer server = new() { Behave = request => request.Type is FaultyRequest.LStat or 17 or FaultyRequest.Extended ? new Fault.Status(refusal) : null };
        await using SftpSession session = await server.OpenAsync();

        Assert.That(await session.GetRoomAsync("a", ".", default), Is.EqualTo(new SftpRoom(null, null)));
    }

    [Test]
    public async Task Does_not_take_a_server_that_cannot_look_as_one_where_the_name_is_free()
    {
        await using FaultySftpServer server = new() { Behave = On(FaultyRequest.LStat, new Fault.Status(4)) };
        await using SftpSession session = await server.OpenAsync();

        Assert.That((await Some.FailureOf(() => session.GetRoomAsync("a", ".", default)))?.Failure, Is.EqualTo(SftpFailure.ServerError));
        Assert.That(await session.GetFreeBytesAsync(".", default), Is.EqualTo(server.FreeBytes), "the session goes on");
    }

    [Test]
    public async Task Says_that_the_folder_whose_room_is_asked_for_is_missing()
    {
        await using FaultySftpServer server = new() { Behave = On(FaultyRequest.Extended, new Fault.Status(2)) };
        await using SftpSession session = await server.OpenAsync();

        Assert.That((await Some.FailureOf(() => session.GetRoomAsync("a", ".", default)))?.Failure, Is.EqualTo(SftpFailure.NotFound));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Ends_when_the_limits_are_never_told(CancellationToken ct)
    {
        await using FaultySftpServer server = new() { Behave = request => request.Extension == "limits@openssh.com" ? new Fault.Silence() : null };
        server.Extensions["limits@openssh.com"] = "1";
        await using SftpSession session = await server.OpenAsync(responseSeconds: 0.5);

        SftpException? e = await FailedUpload(session, ct);

        Assert.That((e?.Failure, e?.MayHaveLeftFile), Is.EqualTo(((SftpFailure?)SftpFailure.Timeout, (bool?)true)));
        Assert.That(server.Requests.Select(request => request.Type), Has.None.EqualTo(FaultyRequest.Write));
    }

    [TestCase(0ul, 32 * 1024)]
    [TestCase(10_000ul, 10_000)]
    [TestCase(1ul << 40, 255 * 1024)]
    public async Task Writes_in_blocks_that_the_server_takes(ulong announced, int block)
    {
        await using FaultySftpServer server = new() { MaxWrite = announced };
        server.Extensions["limits@openssh.com"] = "1";
        await using SftpSession session = await server.OpenAsync();

        await Upload(session);

        int head = 4 + 1 + 8 + 4;
        Assert.That(server.Requests.Where(request => request.Type == FaultyRequest.Write).Max(request => request.Body.Length - head), Is.EqualTo(block));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Keeps_many_writes_open_and_takes_their_answers_in_any_order(CancellationToken ct)
    {
        // Answers only every thirtieth write, and the 29 before it in reverse order: with fewer open requests this would stand still.
        int writes = 0;
        await using FaultySftpServer server = new()
        {
            Behave = request => request.Type == FaultyRequest.Write && Interlocked.Increment(ref writes) % 30 != 0 && writes < 30 ? new Fault.Delay() : null,
        };
        await using SftpSession session = await server.OpenAsync(responseSeconds: 2);

        await session.UploadAsync(new MemoryStream(Some.Bytes(Length)), "a", Some.NewFile(Length), ct);

        Assert.That(writes, Is.GreaterThan(30));
        Assert.That(server.Files["a"].ToArray(), Is.EqualTo(Some.Bytes(Length)));
    }

    [Test]
    public async Task Reads_a_whole_file_from_a_server_with_short_answers()
    {
        byte[] content = Some.Bytes(Length);
        await using FaultySftpServer server = new() { Behave = ShortAnswers };
        server.Files["a"] = new MemoryStream(content);
        await using SftpSession session = await server.OpenAsync();
        using MemoryStream readBack = new();

        await session.ReadToAsync("a", readBack, default);

        Assert.That(readBack.ToArray(), Is.EqualTo(content));

        Fault? ShortAnswers(FaultyRequest request)
        {
            if (request.Type != FaultyRequest.Read)
            {
                return null;
            }

            int offset = (int)BinaryPrimitives.ReadUInt64BigEndian(request.Body.AsSpan(5));
            int asked = BinaryPrimitives.ReadInt32BigEndian(request.Body.AsSpan(13));
            byte[] part = content[Math.Min(offset, Length)..Math.Min(offset + Math.Min(asked, 4000), Length)];
            return part.Length == 0 ? null : new Fault.Packet(103, [.. BitConverter.GetBytes(BinaryPrimitives.ReverseEndianness(part.Length)), .. part]);
        }
    }

    [Test]
    public async Task Goes_on_after_a_failed_read()
    {
        await using FaultySftpServer server = new() { Behave = On(FaultyRequest.Read, new Fault.Status(4)) };
        server.Files["a"] = new MemoryStream(Some.Bytes(10));
        await using SftpSession session = await server.OpenAsync();

        Assert.That((await Some.FailureOf(() => session.ReadToAsync("a", Stream.Null, default)))?.Failure, Is.EqualTo(SftpFailure.ServerError));
        Assert.That(server.Requests.Last().Type, Is.EqualTo(FaultyRequest.Close));
        Assert.That(await session.FindAsync("a", default), Is.Not.Null);
    }

    [TestCase(-1, 0x180)]
    [TestCase(10, 0x200)]
    [TestCase(10, -1)]
    public async Task Refuses_options_outside_their_range(long length, int mode)
    {
        await using FaultySftpServer server = new();
        await using SftpSession session = await server.OpenAsync();

        Assert.That(
            () => session.UploadAsync(new MemoryStream(Some.Bytes(10)), "a", new UploadOptions(length, FailIfExists: true, mode, Sync: true), default),
            Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(server.Files, Is.Empty);
    }

    [Test]
    public async Task Does_not_rename_over_a_file_on_a_server_that_would()
    {
        await using FaultySftpServer server = new();
        server.Extensions["posix-rename@openssh.com"] = "1";
        server.Files["a.part"] = new MemoryStream(Some.Bytes(1));
        server.Files["a"] = new MemoryStream(Some.Bytes(2));
        await using SftpSession session = await server.OpenAsync();

        Assert.That((await Some.FailureOf(() => session.RenameAsync("a.part", "a", default)))?.Failure, Is.EqualTo(SftpFailure.AlreadyExists));
        Assert.That(server.Files["a"].Length, Is.EqualTo(2));
        await session.RenameAsync("a.part", "b", default);
        Assert.That(server.Requests.Select(request => request.Extension), Has.None.EqualTo("posix-rename@openssh.com"));
    }

    [Test]
    public async Task Renames_where_looking_is_denied()
    {
        await using FaultySftpServer server = new() { Behave = On(FaultyRequest.LStat, new Fault.Status(3)) };
        server.Files["a.part"] = new MemoryStream();
        await using SftpSession session = await server.OpenAsync();

        await session.RenameAsync("a.part", "a", default);

        Assert.That(server.Files.Keys, Is.EqualTo(new[] { "a" }));
    }

    [Test]
    public async Task Knows_a_taken_name_by_its_own_status()
    {
        await using FaultySftpServer server = new() { Behave = On(FaultyRequest.Rename, new Fault.Status(11)) };
        await using SftpSession session = await server.OpenAsync();

        Assert.That((await Some.FailureOf(() => session.RenameAsync("a.part", "a", default)))?.Failure, Is.EqualTo(SftpFailure.AlreadyExists));
    }

    [TestCase("Welcome to the drop.\r\nAuthorised use only.\r\n", "\"Welcome to the drop.? Authorised use only.\"")]
    [TestCase("Hi\n", "\"Hi")]
    public async Task Shows_text_that_comes_where_sftp_was_due(string greeting, string shown)
    {
        await using FaultySftpServer server = new() { Greeting = Encoding.ASCII.GetBytes(greeting) };

        SftpException? e = await Some.FailureOf(() => server.OpenAsync());

        Assert.That(e?.Failure, Is.EqualTo(SftpFailure.Protocol));
        Assert.That(e?.IsTransient, Is.False);
        Assert.That(e?.Message, Does.Contain(shown));
    }

    [Test]
    public async Task Refuses_another_protocol_version()
    {
        await using FaultySftpServer server = new() { Version = 2 };

        Assert.That((await Some.FailureOf(() => server.OpenAsync()))?.Failure, Is.EqualTo(SftpFailure.Protocol));
    }

    private static IEnumerable<TestCaseData> Nonsense()
    {
        yield return new TestCaseData(new Fault.Bytes([0x7f, 0xff, 0xff, 0xff, 1])).SetArgDisplayNames("a packet of two gigabytes");
        yield return new TestCaseData(new Fault.Bytes([0, 0, 0, 0])).SetArgDisplayNames("an empty packet");
        yield return new TestCaseData(new Fault.Bytes([0, 0, 0, 2, 101, 0])).SetArgDisplayNames("a packet without a number");
        yield return new TestCaseData(new Fault.Packet(101, [0, 0, 0, 0], Number: 4711)).SetArgDisplayNames("an answer to nothing");
        yield return new TestCaseData(new Fault.Packet(103, [0, 0, 0, 0])).SetArgDisplayNames("an answer of another kind");
        yield return new TestCaseData(new Fault.Packet(101, [])).SetArgDisplayNames("a status without a number");
        yield return new TestCaseData(new Fault.Packet(104, [0, 0, 0, 1, 0xff, 0xff, 0xff, 0xff, 1])).SetArgDisplayNames("a name longer than its packet");
        yield return new TestCaseData(new Fault.Packet(104, [0, 0, 0, 0])).SetArgDisplayNames("no name at all");
        yield return new TestCaseData(new Fault.Status(0)).SetArgDisplayNames("done, without a name");
    }

    [TestCaseSource(nameof(Nonsense))]
    public async Task Takes_nonsense_as_a_protocol_failure(object nonsense)
    {
        await using FaultySftpServer server = new() { Behave = On(FaultyRequest.RealPath, (Fault)nonsense) };
        await using SftpSession session = await server.OpenAsync();

        Assert.That((await Some.FailureOf(() => session.ResolvePathAsync(".", default)))?.Failure, Is.EqualTo(SftpFailure.Protocol));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Cancels_while_the_server_is_silent(CancellationToken ct)
    {
        using CancellationTokenSource cancel = new();
        await using FaultySftpServer server = new()
        {
            Behave = request =>
            {
                if (request.Type != FaultyRequest.Write)
                {
                    return null;
                }

                cancel.CancelAfter(50);
                return new Fault.Silence();
            },
        };
        await using SftpSession session = await server.OpenAsync();

        Assert.That(
            () => session.UploadAsync(new MemoryStream(Some.Bytes(Length)), "a", Some.NewFile(Length), cancel.Token),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(server.WasAborted, Is.True);
    }

    [Test]
    public async Task Refuses_a_second_operation_at_the_same_time()
    {
        await using FaultySftpServer server = new() { Behave = On(FaultyRequest.RealPath, new Fault.Silence()) };
        SftpSession session = await server.OpenAsync();
        Task<string> first = session.ResolvePathAsync(".", default);

        Assert.That(() => session.FindAsync("a", default), Throws.InvalidOperationException);
        await session.DisposeAsync();
        Assert.That((await Some.FailureOf(() => first))?.Failure, Is.EqualTo(SftpFailure.ConnectionLost));
    }

    private static Func<FaultyRequest, Fault?> On(byte type, Fault fault) => request => request.Type == type ? fault : null;

    private static Task<UploadReceipt> Upload(SftpSession session) =>
        session.UploadAsync(new MemoryStream(Some.Bytes(Length)), "a", Some.NewFile(Length), default);

    private static Task<SftpException?> FailedUpload(SftpSession session, CancellationToken ct = default) =>
        Some.FailureOf(() => session.UploadAsync(new MemoryStream(Some.Bytes(Length)), "a", Some.NewFile(Length), ct));
}
