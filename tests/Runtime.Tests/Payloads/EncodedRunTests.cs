using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Perdure.Runtime.Tests.Engine;
using Perdure.Runtime.Tests.Support;
using Perdure.Tests;
using Perdure.Tests.Postgres;
using Shouldly;

namespace Perdure.Runtime.Tests.Payloads;

/// <summary>Runs whose payloads are encoded, on a database.</summary>
public sealed class EncodedRunTests(MigratedServer server) : EngineTest(server)
{
    private const string Marker = "marker-of-the-payload";

    private static readonly byte[] First = RandomNumberGenerator.GetBytes(32);

    private static readonly byte[] Second = RandomNumberGenerator.GetBytes(32);

    [Fact]
    public async Task NothingOfAnEncryptedPayloadStandsAnywhereInTheDatabaseOrTheLog()
    {
        var log = new Lines();
        WorkflowPlan<string, string> plan = Append("encrypted");
        TestHost host = await StartAsync(
            [plan, Misreads], null, services: services => services.AddLogging(logging => logging.AddProvider(log)), build: perdure => perdure.EncodePayloadsWith(Keys("k1", ("k1", First))));

        WorkflowHandle<string> run = await host.Client.StartAsync(plan, Marker, cancellationToken: Token);
        (await run.GetResultAsync(Token)).ShouldBe($"{Marker}, One, Two");
        WorkflowHandle<string> misread = await host.Client.StartAsync(Misreads, Marker, cancellationToken: Token);
        await Should.ThrowAsync<WorkflowFailedException>(async () => await misread.GetResultAsync(Token));

        (await ColumnsWithAsync(Marker)).ShouldBeEmpty();
        log.All.ShouldNotBeEmpty("the failure is logged");
        log.All.ShouldAllBe(line => !line.Contains(Marker, StringComparison.Ordinal) && !line.Contains(Convert.ToBase64String(First), StringComparison.Ordinal));
        (await Database.ScalarAsync<string>("select concat_ws(' ', input_codec, json_typeof(input), output_codec, json_typeof(output)) from perdure.executions where id = $1", run.Id)).ShouldBe("aes-gcm string aes-gcm string");
        (await Database.ScalarAsync<long>("select count(*) from perdure.execution_steps where execution_id = $1 and codec = 'aes-gcm' and json_typeof(output) = 'string'", run.Id)).ShouldBe(2);
    }

    [Fact]
    public async Task WithoutACodecAPayloadStandsWhereItIsLookedFor()
    {
        WorkflowPlan<string, string> plan = Append("plain");
        TestHost host = await StartAsync(plan);

        await (await host.Client.StartAsync(plan, Marker, cancellationToken: Token)).GetResultAsync(Token);

        (await ColumnsWithAsync(Marker)).ShouldBe(["execution_state_full.results", "execution_step_inputs.value", "execution_steps.output", "executions.input", "executions.output"], "or the search finds nothing anyway");
    }

    [Fact]
    public async Task CompressedThenEncryptedARunOfLargePayloadsComesToItsEnd()
    {
        WorkflowPlan<string, string> plan = Append("compressed");
        TestHost host = await StartAsync([plan], null, build: perdure => perdure.EncodePayloadsWith(new BrotliCodec(), Keys("k1", ("k1", First))));
        string large = new('x', 1_000_000);

        WorkflowHandle<string> run = await host.Client.StartAsync(plan, large, cancellationToken: Token);

        (await run.GetResultAsync(Token)).ShouldBe($"{large}, One, Two");
        (await Database.ScalarAsync<string>("select input_codec || ' ' || output_codec from perdure.executions")).ShouldBe("brotli+aes-gcm brotli+aes-gcm");
        (await Database.ScalarAsync<int>("select max(length(output::text)) from perdure.execution_steps")).ShouldBeLessThan(10_000);
    }

    [Fact]
    public async Task AWorkerThatTakesARunOverReadsWhatWasEncoded()
    {
        var stuck = new Gate();
        var free = new Gate();
        free.Open();
        void Encrypt(PerdureBuilder perdure) => perdure.EncodePayloadsWith(Keys("k1", ("k1", First)));
        TestHost client = await StartAsync([], options => options.RunWorker = false, build: Encrypt);
        TestHost dying = await StartAsync([Append("taken-over", stuck)], null, build: Encrypt);
        WorkflowHandle<string> run = await client.Client.StartAsync(Append("taken-over"), Marker, cancellationToken: Token);
        await stuck.WaitForAsync();
        await Wait.UntilAsync(async () => await Database.ScalarAsync<long>("select count(*) from perdure.execution_steps where step_id = 'One' and codec = 'aes-gcm'") == 1);

        await Database.ExecuteAsync("update perdure.workers set dead = true");
        await StartAsync([Append("taken-over", free)], null, build: Encrypt);

        (await run.GetResultAsync(Token)).ShouldBe($"{Marker}, One, Two");
        (await EventsAsync(run.Id, "LOCK_TAKEN_OVER")).ShouldBe("LOCK_TAKEN_OVER");
        stuck.Open();
        await StopAsync(dying);
    }

    [Fact]
    public async Task WhatWasStoredInPlainAndWithTheOldKeyIsReadWhileTheNewOneWrites()
    {
        var one = new Gate();
        var two = new Gate();
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "rotated",
            async (step, call) =>
            {
                Gate? gate = step switch { 1 => one, 2 => two, _ => null };
                if (gate is not null) await gate.EnterAsync("here", call.CancellationToken);
                return $"{call.Take(step == 0 ? WorkflowPlan.InputProducer : step - 1)}, {step}";
            },
            TestPlan.First("Zero"),
            TestPlan.Then("One", 0),
            TestPlan.Then("Two", 1));
        TestHost plain = await StartAsync([plan], options => options.ShutdownGrace = TimeSpan.Zero);
        Guid run = (await plain.Client.StartAsync(plan, "in", cancellationToken: Token)).Id;
        await one.WaitForAsync();
        await StopAsync(plain);
        one.Open();

        TestHost before = await StartAsync([plan], options => options.ShutdownGrace = TimeSpan.Zero, build: perdure => perdure.EncodePayloadsWith(Keys("k1", ("k1", First))));
        await two.WaitForAsync();
        await StopAsync(before);
        two.Open();

        TestHost after = await StartAsync([plan], null, build: perdure => perdure.EncodePayloadsWith(Keys("k2", ("k1", First), ("k2", Second))));

        (await after.Client.GetHandle(plan, run).GetResultAsync(Token)).ShouldBe("in, 0, 1, 2");
        (await Database.ScalarAsync<string>("select string_agg(coalesce(codec, 'plain'), ' ' order by created_at, step_id) from perdure.execution_steps")).ShouldBe("plain aes-gcm aes-gcm");

        // As docs/payloads.md asks it.
        (await Database.ScalarAsync<string>(
            """
            select string_agg(step_id || ' ' || convert_from(substring(envelope from 3 for get_byte(envelope, 1)), 'UTF8'), ', ' order by step_id)
            from (select step_id, decode(output #>> '{}', 'base64') as envelope from perdure.execution_steps where codec like '%aes-gcm') as encrypted
            """)).ShouldBe("One k1, Two k2");
    }

    [Fact]
    public async Task AWorkerWithoutTheKeyFailsTheStepAndNothingElse()
    {
        WorkflowPlan<string, string> plan = Append("locked");
        TestHost client = await StartAsync([], options => options.RunWorker = false, build: perdure => perdure.EncodePayloadsWith(Keys("k2", ("k2", Second))));
        WorkflowHandle<string> run = await client.Client.StartAsync(plan, Marker, cancellationToken: Token);
        TestHost worker = await StartAsync([plan], null, build: perdure => perdure.EncodePayloadsWith(Keys("k1", ("k1", First))));

        StepError error = (await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token))).Error;

        error.Step.ShouldBe("One");
        error.Type.ShouldBe("Perdure.PayloadException");
        error.Message.ShouldBe("The input of the workflow cannot be decoded by the codec 'aes-gcm': it is encrypted with the key 'k2', which this host does not have: add it to the keys of its AesGcmCodec, on each host");
        (await (await worker.Client.StartAsync(plan, "a", cancellationToken: Token)).GetResultAsync(Token)).ShouldBe("a, One, Two");
    }

    [Fact]
    public async Task AnUnknownCodecFailsTheStepOrTheReadAndNothingElse()
    {
        WorkflowPlan<string, string> plan = Append("unknown");
        TestHost encrypting = await StartAsync([plan], options => options.Queues.Add("encrypting"), build: perdure => perdure.EncodePayloadsWith(Keys("k1", ("k1", First))));
        WorkflowHandle<string> ended = await encrypting.Client.StartAsync(plan, Marker, cancellationToken: Token);
        await ended.GetResultAsync(Token);
        await StopAsync(encrypting);
        TestHost client = await StartAsync([], options => options.RunWorker = false, build: perdure => perdure.EncodePayloadsWith(Keys("k1", ("k1", First))));
        WorkflowHandle<string> run = await client.Client.StartAsync(plan, Marker, cancellationToken: Token);
        TestHost without = await StartAsync(plan);

        (await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token))).Error.Message
            .ShouldStartWith("The input of the workflow is encoded with 'aes-gcm', and this host has no codec 'aes-gcm' (it has none): name it in EncodePayloadsWith or DecodePayloadsWith");
        (await Should.ThrowAsync<PayloadException>(async () => await without.Client.GetHandle(plan, ended.Id).GetResultAsync(Token))).Message
            .ShouldStartWith($"The result of execution {ended.Id} is encoded with 'aes-gcm', and this host has no codec 'aes-gcm'");
        (await (await without.Client.StartAsync(plan, "a", cancellationToken: Token)).GetResultAsync(Token)).ShouldBe("a, One, Two");
    }

    [Fact]
    public async Task ARunWhoseKeyComesLaterGoesOnWithItsRetry()
    {
        WorkflowPlan<string, string> plan = TestPlan.Of("patient", static (_, call) => new(call.Take()), TestPlan.First("One", new RetryPolicy(2) { Delay = TimeSpan.FromHours(1) }));
        TestHost client = await StartAsync([], options => options.RunWorker = false, build: perdure => perdure.EncodePayloadsWith(Keys("k1", ("k1", First))));
        WorkflowHandle<string> run = await client.Client.StartAsync(plan, "in", cancellationToken: Token);
        TestHost without = await StartAsync(plan);
        await WaitForStatusAsync(run.Id, "WAITING");
        await StopAsync(without);

        await MakeDueAsync(run.Id);
        await StartAsync([plan], null, build: perdure => perdure.DecodePayloadsWith(Keys("k1", ("k1", First))));

        (await run.GetResultAsync(Token)).ShouldBe("in");
        (await Database.ScalarAsync<bool>("select output_codec is null from perdure.executions")).ShouldBeTrue("a codec that reads alone does not write");
    }

    [Fact]
    public async Task AChangedPayloadIsRefused()
    {
        WorkflowPlan<string, string> plan = Append("changed");
        void Encrypt(PerdureBuilder perdure) => perdure.EncodePayloadsWith(Keys("k1", ("k1", First)));
        TestHost client = await StartAsync([], options => options.RunWorker = false, build: Encrypt);
        Guid other = (await client.Client.StartAsync(plan, "theirs", new StartOptions { Queue = "nobody" }, Token)).Id;
        WorkflowHandle<string> run = await client.Client.StartAsync(plan, "mine", cancellationToken: Token);
        await Database.ExecuteAsync("update perdure.executions set input = (select input from perdure.executions where id = $1) where id = $2", other, run.Id);
        await StartAsync([plan], null, build: Encrypt);

        (await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token))).Error.Message.ShouldContain("it does not fit the key 'k1': it was changed, or comes from another run");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("aes-gcm")]
    public async Task APlainPayloadIsRefusedWhereACodecIsRequiredAndAcceptedElsewhere(string? required)
    {
        WorkflowPlan<string, string> plan = Append("forged");
        void Encrypt(PerdureBuilder perdure) => perdure.EncodePayloadsWith(Keys("k1", ("k1", First)));
        TestHost client = await StartAsync([], options => (options.RunWorker, options.RequiredPayloadCodec) = (false, required), build: Encrypt);
        WorkflowHandle<string> run = await client.Client.StartAsync(plan, "mine", cancellationToken: Token);
        await Database.ExecuteAsync("update perdure.executions set input = '\"forged\"', input_codec = null where id = $1", run.Id);
        await StartAsync([plan], options => options.RequiredPayloadCodec = required, build: Encrypt);

        if (required is null) (await run.GetResultAsync(Token)).ShouldBe("forged, One, Two");
        else (await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token))).Error.Message
            .ShouldStartWith("The input of the workflow is stored in plain, and PerdureOptions.RequiredPayloadCodec is 'aes-gcm': it was changed after it was written");
        (await (await client.Client.StartAsync(plan, "a", cancellationToken: Token)).GetResultAsync(Token)).ShouldBe("a, One, Two", "what the hosts write themselves bears it");
    }

    private static WorkflowPlan<string, string> Misreads { get; } = TestPlan.Of(
        "misreads", static (_, call) => new(call.Read<Dictionary<string, int>>(WorkflowPlan.InputProducer, PayloadType.Of<Dictionary<string, int>>()).ToString()), TestPlan.First("One"));

    /// <summary>Two steps, each of which adds its name; the second one stops at a gate.</summary>
    private static WorkflowPlan<string, string> Append(string name, Gate? gate = null) => TestPlan.Of(
        name,
        async (step, call) =>
        {
            if (step == 1 && gate is not null) await gate.EnterAsync("Two", call.CancellationToken);
            return step == 0 ? $"{call.Take()}, One" : $"{call.Take(0)}, Two";
        },
        TestPlan.First("One"),
        TestPlan.Then("Two", 0));

    /// <summary>A codec of the test's host, which disposes of it.</summary>
    private static AesGcmCodec Keys(string current, params (string Id, byte[] Key)[] keys) => new(current, keys.ToDictionary(key => key.Id, key => key.Key));

    /// <summary>The columns of all tables and views, of whatever type, that hold a text, in plain or in the ways that bytes are written as text.</summary>
    private async Task<List<string>> ColumnsWithAsync(string text)
    {
        string[] forms = [text, Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(text)), Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text))[..20]];
        List<string> columns = [];
        await using NpgsqlConnection connection = await Database.OpenAsync();
        await using (var command = new NpgsqlCommand("select table_name || '.' || column_name from information_schema.columns where table_schema = 'perdure'", connection))
        await using (NpgsqlDataReader row = await command.ExecuteReaderAsync(Token))
        {
            while (await row.ReadAsync(Token)) columns.Add(row.GetString(0));
        }

        columns.Count.ShouldBeGreaterThan(50);
        List<string> found = [];
        foreach (string column in columns.Order(StringComparer.Ordinal))
        {
            string[] parts = column.Split('.');
            if (await Database.ScalarAsync<bool>($"select exists (select from perdure.{parts[0]} where exists (select from unnest($1::text[]) form where strpos(lower({parts[1]}::text), lower(form)) > 0))", (object)forms)) found.Add(column);
        }

        return found;
    }

    /// <summary>All that is logged.</summary>
    private sealed class Lines : ILoggerProvider, ILogger
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<string> lines = new();

        public IReadOnlyList<string> All => [.. lines];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
