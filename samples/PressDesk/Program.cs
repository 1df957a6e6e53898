using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Perdure;
using Press;
using Press.Display;
using Press.Hosting;

if (!Options.TryParse(args, out var options))
{
    Console.Error.WriteLine(Options.Usage);
    return 2;
}

// The worker is named after this folder. One that starts under the name of a dead one goes on with its runs at once.
var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
builder.Logging.SetMinimumLevel(LogLevel.Error);
if (!options.IsServing)
{
    builder.Services.AddPerdure(perdure =>
        (Environment.GetEnvironmentVariable("PERDURE_POSTGRES") is { Length: > 0 } database ? perdure.UsePostgres(database) : perdure.UseEmbeddedPostgres())
        .AddAdk()
        .AddLangGraph()
        .AddStrands()
        .AddWorkflows());
}

try
{
    // Ended behind the host, whose worker lets go of what is at work there.
    await using var services = await PressServices.StartAsync(builder.Configuration, CancellationToken.None);
    using var host = builder.Build();
    return options.IsServing ? await ServeAsync(host) : await WriteAsync(host, options, services);
}
catch (MissingException missing)
{
    Console.Error.WriteLine(missing.Message);
    return 1;
}

async Task<int> ServeAsync(IHost host)
{
    Console.WriteLine("The services are ready. Ctrl-C ends them.");
    await host.RunAsync();
    return 0;
}

async Task<int> WriteAsync(IHost host, Options options, PressServices services)
{
    if (options.IsDying && !services.WereThere)
    {
        Console.Error.WriteLine("--die wants services that live on: start them in another terminal, with --services");
        return 2;
    }

    var stopping = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
    try
    {
        await host.StartAsync(stopping);
        var client = host.Services.GetRequiredService<WorkflowClient>();

        // The subject is the key of its run: a program that is started again goes on where it was.
        var run = await client.StartAsync(PressDesk.Definition, new Story(options.Subject), new StartOptions { Key = options.Subject }, stopping);
        Follower follower = new(new Desk(options.IsApproving, Console.In, Console.Out), new LiveText(Console.Out), options.IsDying);
        if (!await follower.FollowAsync(run, stopping))
        {
            Console.WriteLine("\nIt waits, also without this program.");
        }
        else
        {
            Console.WriteLine($"\n{(await run.GetResultAsync(stopping)).Text}");
            await new Records(client, host.Services.GetRequiredService<IPostgresSource>(), Console.Out).ShowAsync(run.Id, stopping);
        }
    }
    catch (WorkflowFailedException failure)
    {
        Console.WriteLine($"\n{failure.Message}");
        return 1;
    }
    catch (OperationCanceledException) when (stopping.IsCancellationRequested)
    {
        return 130;
    }

    await host.StopAsync(CancellationToken.None);
    return 0;
}
