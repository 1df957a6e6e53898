using Microsoft.Extensions.DependencyInjection;

namespace Perdure.Runtime.Tests.Support;

/// <summary>The schedules as a host's client sees them.</summary>
internal sealed class ScheduleView(TestHost host)
{
    public ScheduleClient Client => host.Host.Services.GetRequiredService<ScheduleClient>();

    public async Task<ScheduleInfo> ReadAsync(string id) => await Client.GetAsync(id) ?? throw new InvalidOperationException($"There is no schedule {id}");
}
