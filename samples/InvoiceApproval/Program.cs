using System.Globalization;
using Invoices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Perdure;

if (args is not [])
{
    Console.Error.WriteLine("usage: InvoiceApproval");
    return 2;
}

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

// The worker is named after this folder. One that starts under the name of a dead one goes on with its runs at once.
var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
builder.Logging.SetMinimumLevel(LogLevel.Error);
builder.Services.AddPerdure(perdure =>
    (Environment.GetEnvironmentVariable("PERDURE_POSTGRES") is { Length: > 0 } database ? perdure.UsePostgres(database) : perdure.UseEmbeddedPostgres()).AddWorkflows());
using var host = builder.Build();
var stopping = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
try
{
    await Ledger.CreateAsync(host.Services.GetRequiredService<IPostgresSource>(), stopping);
    await host.StartAsync(stopping);
    var client = host.Services.GetRequiredService<WorkflowClient>();
    Desk desk = new(Console.In, Console.Out);

    // The number of the invoice is the key of its run: a program that is started again goes on with those that wait.
    List<(Invoice Invoice, WorkflowHandle<Booking> Run)> runs = [];
    foreach (var invoice in (Invoice[])[new("I-1", "Pens & Co", 40), new("I-2", "Desks Ltd", 1_200), new("I-3", "Towers plc", 250_000)])
    {
        runs.Add((invoice, await client.StartAsync(InvoiceApproval.Definition, invoice, new StartOptions { Key = invoice.Number }, stopping)));
    }

    foreach (var (invoice, run) in runs)
    {
        var isLeft = invoice.Amount >= 100 && !(await run.GetAsync(stopping)).IsFinished && !await desk.AskAsync(run, invoice, stopping);
        Console.WriteLine(isLeft ? $"{invoice.Number}: waits, also without this program" : $"{invoice.Number}: {(await run.GetResultAsync(stopping)).Text}");
    }
}
catch (OperationCanceledException) when (stopping.IsCancellationRequested)
{
    return 130;
}

await host.StopAsync(CancellationToken.None);
return 0;
