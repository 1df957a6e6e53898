using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;
using Perdure.Runtime.Tests.Support;
using Shouldly;

namespace Perdure.Runtime.Tests.Migrations;

/// <summary>db/schema.sql is what the migrations make, and everything in it is named and explained.</summary>
public sealed partial class SchemaTests(MigratedServer server) : IAsyncLifetime
{
    private const string SchemaFile = "db/schema.sql";

    private EmptyDatabase database = null!;
    private NpgsqlConnection migrated = null!;

    public async ValueTask InitializeAsync()
    {
        database = await EmptyDatabase.CreateAsync(server);
        await Migrator.MigrateAsync(database.ConnectionString);
        migrated = await database.OpenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await migrated.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task TheSchemaFileGivesTheSameCatalogsAsTheMigrations()
    {
        if (Environment.GetEnvironmentVariable("PERDURE_ACCEPT") == "1") await File.WriteAllTextAsync(SourceTree.FullPath(SchemaFile), await SchemaDump.WriteAsync(migrated));
        await using EmptyDatabase other = await EmptyDatabase.CreateAsync(server);
        await using NpgsqlConnection made = await other.OpenAsync();
        await made.ExecuteAsync(SourceTree.Read(SchemaFile));

        IReadOnlyList<string> byMigrations = await Catalog.ReadAsync(migrated);
        IReadOnlyList<string> byFile = await Catalog.ReadAsync(made);

        byMigrations.Except(byFile).ShouldBeEmpty("db/schema.sql lacks it: run this test once with PERDURE_ACCEPT=1");
        byFile.Except(byMigrations).ShouldBeEmpty("no migration makes it: run this test once with PERDURE_ACCEPT=1");
        byMigrations.Count.ShouldBeGreaterThan(150, "or the catalogs were not read");
    }

    [Fact]
    public async Task EveryTableColumnViewAndFunctionHasAComment()
    {
        IReadOnlyList<string> silent = await migrated.ColumnAsync<string>(
            """
            select c.relname::text from pg_class c
              where c.relnamespace = 'perdure'::regnamespace and c.relkind in ('r', 'v') and obj_description(c.oid, 'pg_class') is null
            union all
            select c.relname || '.' || a.attname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
              where c.relnamespace = 'perdure'::regnamespace and c.relkind in ('r', 'v') and col_description(c.oid, a.attnum) is null
            union all
            select p.proname || '()' from pg_proc p where p.pronamespace = 'perdure'::regnamespace and obj_description(p.oid, 'pg_proc') is null
            union all
            select 'perdure' where obj_description('perdure'::regnamespace, 'pg_namespace') is null
            """);

        silent.ShouldBeEmpty();
    }

    [Fact]
    public async Task EveryConstraintIsNamedInWords()
    {
        // What the server calls a constraint that nobody named; a primary key may be called so, since there is nothing to add.
        IReadOnlyList<string> constraints = await migrated.ColumnAsync<string>(
            """
            select c.relname || ' ' || k.conname || ' ' || k.contype::text || ' ' || coalesce(
              (select string_agg(a.attname, '_' order by u.place) from unnest(k.conkey) with ordinality u (attnum, place) join pg_attribute a on a.attrelid = c.oid and a.attnum = u.attnum), '')
            from pg_constraint k join pg_class c on c.oid = k.conrelid
            where c.relnamespace = 'perdure'::regnamespace and k.contype in ('p', 'f', 'c', 'u', 'x')
            """);
        IEnumerable<string[]> named = constraints.Select(constraint => constraint.Split(' '));

        named.Where(one => !one[1].StartsWith(one[0] + "_", StringComparison.Ordinal)).ShouldBeEmpty("a message of the server names the constraint alone");
        named.Where(one => one[2] == "p").ShouldAllBe(one => one[1] == one[0] + "_pkey");
        named.Where(one => one[2] == "f").ShouldAllBe(one => one[1].EndsWith("_fkey") && one[1] != $"{one[0]}_{one[3]}_fkey");
        named.Where(one => one[2] is "c" or "u" or "x" && GivenByTheServer.IsMatch(one[1])).ShouldBeEmpty();
    }

    [Fact]
    public async Task EveryIndexIsNamedAfterWhatItServes()
    {
        IReadOnlyList<string> indexes = await migrated.ColumnAsync<string>(
            """
            select i.relname::text from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class c on c.oid = x.indrelid
            where c.relnamespace = 'perdure'::regnamespace and not x.indisprimary order by 1
            """);

        indexes.ShouldBe(["agent_work_open", "debounces_by_execution", "execution_journal_by_batch", "execution_tags_by_value", "executions_by_creation", "executions_by_parent", "executions_held_by", "lanes_by_closing", "queue_keys_by_turn", "queue_slots_by_key", "queue_waiters_by_key", "ready_by_due", "ready_by_rank", "step_cache_by_expiry"], "a new index costs every write: name what it is for, and add it here");
    }

    [Theory]
    [InlineData("executions", 50, 0.05, 1_000, 0.05)]
    [InlineData("execution_steps", 50, 0.05, 1_000, 0.05)]
    [InlineData("execution_journal", 50, 0.05, 1_000, 0.05)]
    [InlineData("ready", 50, 0, 1_000, 0)]
    [InlineData("messages", 50, 0, 1_000, 0)]
    [InlineData("workers", 50, 0, 100, 0)]
    public async Task AHotTableIsAnalysedAndVacuumedSoonWhateverTheServersDefaults(string table, int analyzeThreshold, double analyzeShare, int vacuumThreshold, double vacuumShare)
    {
        IReadOnlyList<string> options = await OptionsAsync(table);

        options.Where(option => !option.StartsWith("fillfactor", StringComparison.Ordinal) && !option.Contains("_insert_", StringComparison.Ordinal)).ShouldBe(
            [
                Option("autovacuum_analyze_scale_factor", analyzeShare), Option("autovacuum_analyze_threshold", analyzeThreshold),
                Option("autovacuum_vacuum_scale_factor", vacuumShare), Option("autovacuum_vacuum_threshold", vacuumThreshold),
            ],
            ignoreOrder: true);

        static string Option(string name, double value) => string.Create(CultureInfo.InvariantCulture, $"{name}={value}");
    }

    [Theory]
    [InlineData("executions")]
    [InlineData("execution_steps")]
    [InlineData("execution_journal")]
    public async Task ATableThatIsMostlyAppendedToIsVacuumedAfterATwentiethMore(string table) =>
        (await OptionsAsync(table)).ShouldContain("autovacuum_vacuum_insert_scale_factor=0.05");

    [Theory]
    [InlineData("executions", 90)]
    [InlineData("execution_steps", 90)]
    [InlineData("workers", 50)]
    public async Task ARowThatIsUpdatedAgainAndAgainHasRoomInItsPage(string table, int fill) => (await OptionsAsync(table)).ShouldContain($"fillfactor={fill}");

    [Fact]
    public void MigrationsAreNumberedWithoutGapsAndNamedByVerbAndNoun()
    {
        Migration.All.Select(migration => migration.Version).ShouldBe(Enumerable.Range(1, Migration.All.Count));
        Migration.All.ShouldAllBe(migration => FileName.IsMatch(migration.Name));
        Migration.All.Select(migration => $"db/migrations/{migration.Name}").ShouldBe(SourceTree.Files("db/migrations", ".sql"), "each file is embedded");
    }

    [Fact]
    public void NoMigrationAnalyzesWhatIsStillEmpty() =>
        Migration.All.ShouldAllBe(migration => !Analyze.IsMatch(migration.Text), "a table that was analysed while it was empty makes generic plans scan it");

    private Task<IReadOnlyList<string>> OptionsAsync(string table) =>
        migrated.ColumnAsync<string>("select unnest(c.reloptions) from pg_class c where c.oid = ('perdure.' || $1)::regclass", table);

    [GeneratedRegex(@"_(check|key|excl|not_null)\d*$")]
    private static partial Regex GivenByTheServer { get; }

    [GeneratedRegex(@"^\d{4}_[a-z]+(_[a-z]+)+\.sql$")]
    private static partial Regex FileName { get; }

    [GeneratedRegex(@"^\s*(vacuum|analyze)\b", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex Analyze { get; }
}
