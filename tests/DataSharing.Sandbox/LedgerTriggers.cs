using System.Data.Common;

namespace DataSharing.Sandbox;

/// <summary>The triggers by which a ledger refuses that what is written is changed by accident: a test that alters a ledger drops them first.</summary>
internal static class LedgerTriggers
{
    /// <summary>Drops them all, as the owner of the tables can.</summary>
    internal static void Drop(DbConnection connection, ServerKind server)
    {
        string drops = server switch
        {
            ServerKind.Sqlite => "select 'drop trigger ' || name from sqlite_schema where type = 'trigger'",
            ServerKind.PostgreSql => "select 'drop trigger ' || t.tgname || ' on ' || c.relname from pg_trigger t join pg_class c on c.oid = t.tgrelid where c.relnamespace = current_schema()::regnamespace and not t.tgisinternal",
            _ => "select 'drop trigger ' + name from sys.triggers where parent_class = 1",
        };
        using DbCommand command = connection.CreateCommand();
        command.CommandText = drops;
        var statements = new List<string>();
        using (DbDataReader reader = command.ExecuteReader())
        {
            while (reader.Read())
            {
                statements.Add(reader.GetString(0));
            }
        }

        foreach (string statement in statements)
        {
            command.CommandText = statement;
            command.ExecuteNonQuery();
        }
    }
}
