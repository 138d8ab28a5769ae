using DataSharing.Disclosure;
using DataSharing.Disclosure.Keys;
using DataSharing.Disclosure.Records;
using DataSharing.EndToEnd.Tests.Holders;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Keys;
using DataSharing.Gateway.Ledger;
using DataSharing.Sandbox;

namespace DataSharing.EndToEnd.Tests;

/// <summary>
/// Nights of three forces with random changes, withdrawals, restorations and holds, forces that are switched off, a source that is away, and a
/// ledger that is restored from the backup of before the day's orders: after each night what a force makes of its files is what it may have.
/// </summary>
[Parallelizable(ParallelScope.All)]
internal sealed class WithdrawnStormTests
{
    private static int Nights => LongRun.IsAsked ? 30 : 6;

    [Test]
    public async Task Replaying_the_files_gives_the_truth_each_night([Range(1, 3)] int seed)
    {
        await using Rig rig = Rig.Make();
        var storm = new Storm(rig, seed);
        for (int night = 1; night <= Nights; night++)
        {
            rig.Time.Now += TimeSpan.FromDays(1);
            await storm.DayAsync();
            await storm.NightAsync();
            storm.Compare($"seed {seed}, night {night}");
            await HolderTruth.CompareAsync(rig, $"seed {seed}, night {night}");
        }

        await rig.VerifyLedgerAsync();
    }

    /// <summary>What should be so, kept apart from everything that the program says.</summary>
    private sealed class Storm(Rig rig, int seed)
    {
        private readonly Random _random = new(seed);
        private readonly Dictionary<long, (string Force, string Category)> _source = [];
        private readonly HashSet<long> _withdrawn = [];
        private readonly HashSet<long> _held = [];
        private readonly HashSet<string> _off = [];
        private readonly Dictionary<string, Dictionary<long, string>> _has = Rig.Forces.ToDictionary(force => force, _ => new Dictionary<long, string>());
        private long _last;
        private int _given;

        /// <summary>The changes of a day. On some the ledger is then restored from the backup of the morning, which knows none of the day's orders.</summary>
        public async Task DayAsync()
        {
            LedgerCopy? backup = _last > 0 && _random.Next(4) == 0 ? await LedgerCopy.TakeAsync(rig) : null;
            _given = 0;
            await ChangeAsync();
            backup?.Restore();
            if (backup is null || _given == 0)
            {
                return;
            }

            foreach (string force in Rig.Forces)
            {
                Assert.That((await RunAsync(force, alone: true)).Reason, Is.EqualTo(Reason.LedgerOlder), "Nothing goes before a person has said a word.");
            }

            int next = await rig.LedgerAsync(async ledger => (await ledger.Exports.NextSequenceAsync(Rig.Met)).Sequence);
            Ended accepted = await rig.ProgramAsync(
                "ledger", "accept-restored", Rig.Met, "--next", next.ToString(System.Globalization.CultureInfo.InvariantCulture), "--reason", "restored CST-2026-001234");
            Assert.That(accepted.Code, Is.Zero, accepted.ToString());
        }

        private async Task ChangeAsync()
        {
            for (int change = 0; change < 12; change++)
            {
                await ChangeOnceAsync();
            }

            foreach (string force in Rig.Forces)
            {
                bool off = _random.Next(4) == 0;
                _ = off ? _off.Add(force) : _off.Remove(force);
                rig.Edit($"forces/{force}.json", profile => profile["enabled"] = !off);
            }
        }

        public async Task NightAsync()
        {
            bool away = _random.Next(5) == 0;
            Action? back = away ? rig.LoseSource() : null;
            foreach (string force in Rig.Forces)
            {
                bool alone = _off.Contains(force) || _random.Next(3) == 0;
                if (alone)
                {
                    Assert.That((await RunAsync(force, alone: true)).Outcome, Is.AnyOf(RunOutcome.Delivered, RunOutcome.NothingToSend));
                }

                foreach (long id in _withdrawn)
                {
                    _has[force].Remove(id);
                }

                if (_off.Contains(force))
                {
                    continue;
                }

                ExportResult result = await RunAsync(force, alone: false);
                Assert.That(result.Outcome, away ? Is.EqualTo(RunOutcome.Failed) : Is.AnyOf(RunOutcome.Delivered, RunOutcome.NothingToSend), result.Message);
                if (!away)
                {
                    Move(force);
                }
            }

            back?.Invoke();
        }

        public void Compare(string when)
        {
            foreach (string force in Rig.Forces)
            {
                Dictionary<string, long> ids = Tokens(force);
                Assert.That(
                    rig.Replay(force).Select(row => (ids[row.Key], CategoryOf(row.Value))), Is.EquivalentTo(_has[force].Select(row => (row.Key, row.Value))),
                    $"{when}, {force}");
            }
        }

        /// <summary>Each force has headings and words of its own.</summary>
        private static string CategoryOf(Dictionary<string, string> row) =>
            row.Single(cell => cell.Key.Equals("category", StringComparison.OrdinalIgnoreCase)).Value is "Threats" or "THREATS" or "THR" or "TH" ? "Threats" : "Abuse";

        private async Task ChangeOnceAsync()
        {
            long any = _last == 0 ? 0 : _random.NextInt64(1, _last + 1);
            switch (_random.Next(8))
            {
                case 0 or 1 or 2:
                    string force = Rig.Forces[_random.Next(Rig.Forces.Length)];
                    rig.Source.Add(++_last, force);
                    _source[_last] = (force, "Abuse");
                    break;
                case 3 when _source.TryGetValue(any, out (string Force, string Category) record):
                    rig.Source.Set(any, ("category_code", "Threats"));
                    _source[any] = (record.Force, "Threats");
                    break;
                case 4 when !_held.Contains(any) && _source.Remove(any):
                    rig.Source.Delete(any);
                    break;
                case 5 when any > 0 && _withdrawn.Add(any):
                    await OrderAsync(OrderKind.Withdraw, any);
                    break;
                case 6 when _withdrawn.Remove(any):
                    await OrderAsync(OrderKind.Restore, any);
                    break;
                case 7 when _source.ContainsKey(any):
                    bool hold = _held.Add(any);
                    _ = hold || _held.Remove(any);
                    await OrderAsync(hold ? OrderKind.Hold : OrderKind.Release, any);
                    break;
            }
        }

        /// <summary>As every command does it: into the ledger, and into the file outside it.</summary>
        private async Task OrderAsync(OrderKind kind, long id)
        {
            GatewaySettings settings = new ConfigurationFolder(rig.Config).ReadSettings();
            var marks = new IncidentMarks(KeyRingFile.Read(settings.Keys.Path, settings.Keys.Description), settings.Controller);
            IncidentKey key = IncidentKey.FromNumber(id);
            using ExportLedger ledger = await ExportLedger.OpenAsync(rig.Ledger, applySchema: true, rig.Time);
            await new GivenOrders(settings, ledger).GiveAsync(kind, key, (marks.Of(key, marks.KeyId), marks.KeyId), null, null, "test", "objection", null, default);
            _given++;
        }

        private void Move(string force)
        {
            Dictionary<long, string> before = _has[force];
            _has[force] = _source
                .Where(record => record.Value.Force == force && !_withdrawn.Contains(record.Key) && (!_held.Contains(record.Key) || before.ContainsKey(record.Key)))
                .ToDictionary(record => record.Key, record => _held.Contains(record.Key) ? before[record.Key] : record.Value.Category);
        }

        private Task<ExportResult> RunAsync(string force, bool alone) =>
            rig.RunAsync(new ExportRequest(force, ExportTask.Export, "test") { WithdrawalsAlone = alone }, connector: rig.Bare);

        private Dictionary<string, long> Tokens(string force)
        {
            using System.Data.Common.DbConnection connection = rig.OpenLedger();
            using System.Data.Common.DbCommand command = connection.CreateCommand();
            command.CommandText = $"select distinct r.token, r.incident_key from exported_row r join export e on e.id = r.export_id where e.force = '{force}'";
            using System.Data.Common.DbDataReader reader = command.ExecuteReader();
            var ids = new Dictionary<string, long>(StringComparer.Ordinal);
            while (reader.Read())
            {
                ids.Add(reader.GetString(0), IncidentKey.FromStored(reader.GetString(1)).Number!.Value);
            }

            return ids;
        }
    }
}
