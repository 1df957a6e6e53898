using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Documents.Tests.EndToEnd;
using Perdure.Tests;
using Perdure.Tests.Postgres;
using Press.Hosting;
using Shouldly;

namespace Documents.Tests.Programs;

/// <summary>The sample PressDesk: agents in real servers of ADK, LangGraph and Strands, and a person.</summary>
public sealed class PressDeskTests(PostgresServer server) : IAsyncLifetime
{
    private readonly DirectoryInfo state = Directory.CreateTempSubdirectory("press-desk-");
    private readonly Dictionary<string, string> environment = [];
    private TestDatabase database = null!;
    private string? missing;

    public async ValueTask InitializeAsync()
    {
        database = await server.CreateDatabaseAsync();
        missing = await NodePackages.FindMissingAsync();
        foreach (var (runtime, port) in ((string[])["Adk", "LangGraph", "Strands"]).Zip(FindPorts(3)))
        {
            environment[$"Perdure__Agents__{runtime}__default__Url"] = $"http://127.0.0.1:{port}";

            // Before, since a cold machine takes longer for it than a program has.
            if (missing is null) await NodePackages.InstallAsync(SampleFiles.PathOf($"samples/PressDesk/services/{runtime.ToLowerInvariant()}"));
        }

        environment["STATE"] = state.FullName;
    }

    public async ValueTask DisposeAsync()
    {
        await database.DisposeAsync();
        state.Delete(recursive: true);
    }

    [Fact]
    public async Task OneCommandStartsTheServicesAndMakesAPage()
    {
        Assert.SkipWhen(missing is not null, missing ?? "");

        var result = await RunAsync("", "--approve");

        result.ExitCode.ShouldBe(0, result.Errors);
        result.Output.ShouldContain("Research: Nine people have worked on the old bridge, and none of them has left.\n");
        result.Output.ShouldContain("FindHeadlines: A headline has to say what is new about the old bridge, and nothing else.\n");
        result.Output.ShouldContain("\neditor asks: Print this?\n");
        result.Output.ShouldContain("\nTHE OLD BRIDGE IS BACK\nIt has been a long wait.");
        result.Output.ShouldMatch(@"AGENT_STARTED +Edit +agent editor, runtime langgraph, conversation \S+, run \S+\n");
        (await database.ScalarAsync<string>("select string_agg(concat_ws(' ', step_id, runtime, try, turn, model, output_tokens), '; ' order by step_id) from perdure.agent_work"))
            .ShouldBe("Edit langgraph 1 1 scripted-chat-model 9; FindHeadlines strands 1 0 scripted-model 15; Research adk 1 0 scripted-llm 34");
        await EachShouldHaveBeenStartedOnceAsync();
    }

    [Fact]
    public async Task WhatIsKilledWhileTheGraphIsAtWorkReadsOnWithTheSameRunThere()
    {
        Assert.SkipWhen(missing is not null, missing ?? "");
        environment["PACE_MS"] = "150";
        using var services = SampleProcess.StartProgram("PressDesk", database.ConnectionString, environment, "--services");
        await WaitForServicesAsync();

        var killed = await RunAsync("", "--die");
        killed.ExitCode.ShouldNotBe(0);
        killed.Output.ShouldEndWith("Edit: It has been a long ", customMessage: killed.Errors);
        var begun = await database.ScalarAsync<string>("select remote_run from perdure.agent_work where step_id = 'Edit' and status = 'AT_WORK'");
        var result = await RunAsync("y short enough\n");

        result.ExitCode.ShouldBe(0, result.Errors);
        result.Output.ShouldContain("Edit: (attempt 2)\n");
        result.Output.ShouldContain("(The desk: short enough)");
        (await database.ScalarAsync<string>("select payload ->> 'run' from perdure.execution_events where step_id = 'Edit' and event_type = 'AGENT_STARTED' order by seq limit 1")).ShouldBe(begun);
        (await database.ScalarAsync<long>("select count(*) from perdure.execution_events where step_id = 'Edit' and event_type = 'AGENT_INVOKED'")).ShouldBe(2);
        await EachShouldHaveBeenStartedOnceAsync();

        // Nor do the servers know of more: one run, and in the graph one more behind the answer.
        (await AskAsync("Strands", $"sessions/{await ConversationAsync("FindHeadlines")}/runs")).GetProperty("count").GetInt32().ShouldBe(1);
        (await AskAsync("LangGraph", $"threads/{await ConversationAsync("Edit")}/runs")).GetArrayLength().ShouldBe(2);
        (await AskAsync("Adk", $"apps/research/users/perdure/sessions/{await ConversationAsync("Research")}")).GetProperty("events").EnumerateArray()
            .Count(told => told.GetProperty("author").GetString() == "user").ShouldBe(1);
    }

    [Fact]
    public async Task AQuestionWaitsWithoutTheProgramAndItsServices()
    {
        Assert.SkipWhen(missing is not null, missing ?? "");

        var first = await RunAsync("");
        first.ExitCode.ShouldBe(0, first.Errors);
        first.Output.ShouldEndWith("\nIt waits, also without this program.\n");
        (await database.ScalarAsync<long>("select count(*) from perdure.executions where status = 'WAITING' and holder is null")).ShouldBe(1);

        var second = await RunAsync("what?\nn too long\n");
        second.ExitCode.ShouldBe(0, second.Errors);
        second.Output.ShouldContain("\nNot printed: too long.");
        await EachShouldHaveBeenStartedOnceAsync();
    }

    [Fact]
    public async Task WithoutNodeItSaysWhatToInstall()
    {
        environment["PATH"] = state.FullName;

        var result = await RunAsync("");

        result.ExitCode.ShouldBe(1);
        result.Errors.ShouldBe("The agents are in services under Node, and 'node' is not on PATH: install Node.js 20 or later, with npm (https://nodejs.org).\n");
        (await database.ScalarAsync<bool>("select to_regnamespace('perdure') is null")).ShouldBeTrue();
    }

    [Fact]
    public async Task AnOptionThatIsNotKnownIsRefused()
    {
        var result = await RunAsync("", "--print");

        result.ExitCode.ShouldBe(2);
        result.Errors.ShouldStartWith("usage: ");
    }

    private async Task<SampleResult> RunAsync(string input, params string[] arguments)
    {
        using var sample = SampleProcess.StartProgram("PressDesk", database.ConnectionString, environment, arguments);
        return await sample.EndAsync(input);
    }

    private async Task EachShouldHaveBeenStartedOnceAsync()
    {
        // The graph has a run for what it was asked, and one for what it was answered. What Strands is sent is told of before, and again when the service has it; whether it has one run only, a test asks the service itself.
        (await database.ScalarAsync<string>(
            """
            select string_agg(step_id || ' ' || started, ', ' order by step_id)
            from (select step_id, count(*) as started from perdure.execution_events where event_type = 'AGENT_STARTED' group by step_id) s
            """)).ShouldBe("Edit 2, FindHeadlines 2, Research 1");
        (await database.ScalarAsync<long>("select count(*) from perdure.violations() where rule not in ('no_worker', 'unservable', 'abandoned')")).ShouldBe(0);
    }

    private Task<string> ConversationAsync(string step) => database.ScalarAsync<string>("select conversation from perdure.agent_work where step_id = $1", step);

    private async Task<JsonElement> AskAsync(string runtime, string path)
    {
        using HttpClient client = new();
        return JsonElement.Parse(await client.GetStringAsync($"{environment[$"Perdure__Agents__{runtime}__default__Url"]}/{path}", TestContext.Current.CancellationToken));
    }

    /// <summary>The graph's server is the last to be started.</summary>
    private Task WaitForServicesAsync() => Wait.UntilAsync(async () =>
    {
        try
        {
            await AskAsync("LangGraph", "ok");
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }, TimeSpan.FromMinutes(2));

    private static List<int> FindPorts(int count)
    {
        List<TcpListener> held = [.. Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0))];
        foreach (var listener in held) listener.Start();
        List<int> ports = [.. held.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        foreach (var listener in held) listener.Stop();
        return ports;
    }
}
