using Perdure.Runtime.Tests.Store;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Perdure.Tests.Postgres;
using Shouldly;

namespace Perdure.Runtime.Tests.Protocol;

/// <summary>Payloads are stored as json and come back as they were written, character by character.</summary>
public sealed class Rule20PayloadTests(MigratedServer server) : ProtocolTest(server)
{
    public static TheoryData<string> Payloads { get; } =
    [
        """{"zebra":1,"$type":"cat","apple":2}""",
        """{"$type":"cat","b":1,"a":2}""",
        """{"a":1,"a":2}""",
        "{ \"spaced\" :\t[ 1 ,\n 2 ] }",
        """{"null":"\u0000","surrogate":"\ud800"}""",
        "1e999999",
        "1.10",
        "-0",
        "123456789012345678901234567890.123456789",
        "\"\\u00e9 é \\/ /\"",
        "null",
        "[]",
    ];

    [Theory]
    [MemberData(nameof(Payloads))]
    public async Task APayloadComesBackAsItWasWritten(string payload)
    {
        TestHolder holder = await RegisterAsync();
        Guid id = await StartAsync(payload);

        ClaimedRun run = await holder.ClaimOneAsync();
        run.Input.ShouldBe(payload);
        await holder.CommitAsync(run.Says(steps: [TestCheckpoint.Succeeded("One", payload)]));
        (await Store.ReadOutputsAsync(id, ["One"], default))["One"].ShouldBe(payload);
        await holder.CommitAsync(run.Says(ExecutionStatus.Success, output: payload, release: true, after: 1));

        (await Store.GetAsync(id, default))!.Output.ShouldBe(payload);
    }

    [Fact]
    public async Task TheViewsShowPayloadsAsTheyWereWritten()
    {
        const string payload = "{ \"z\": 1, \"$type\": \"cat\", \"z\": 1.0 }";
        TestHolder holder = await RegisterAsync();
        await StartAsync(payload);
        ClaimedRun run = await holder.ClaimOneAsync();
        var inputs = """{"text":{"input":true},"from":{"step":"One"}}""";
        await holder.CommitAsync(run.Says(steps: [TestCheckpoint.Succeeded("One", payload), TestCheckpoint.Running("Two") with { Input = inputs }]));

        IReadOnlyList<string> values = await (await OpenAsync()).ColumnAsync<string>("select value::text from perdure.execution_step_inputs where step_id = 'Two'");
        values.ShouldBe([payload, payload]);
        (await Database.ScalarAsync<string>("select results ->> 'One' from perdure.execution_state_full")).ShouldBe(payload);
    }

    [Fact]
    public async Task NothingIsStoredAsJsonb()
    {
        IReadOnlyList<string> columns = await (await OpenAsync()).ColumnAsync<string>(
            """
            select table_name || '.' || column_name from information_schema.columns c
            join information_schema.tables t using (table_schema, table_name)
            where table_schema = 'perdure' and data_type = 'jsonb' and table_type = 'BASE TABLE'
            """);

        columns.ShouldBeEmpty();
    }
}
