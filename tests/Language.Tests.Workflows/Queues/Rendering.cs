using Perdure;

[assembly: Queue("gpu", Concurrency = 2, KeyConcurrency = 1)]
[assembly: Queue("model", RatePerSecond = 100, Burst = 4)]

namespace Perdure.Language.Tests.Workflows.Queues;

/// <summary>What is to be drawn.</summary>
/// <param name="Tenant">For whom.</param>
/// <param name="Name">Its name.</param>
public sealed record Scene(string Tenant, string Name);

/// <summary>An order.</summary>
/// <param name="Scenes">What is to be drawn.</param>
/// <param name="Number">Its number.</param>
/// <param name="Id">Its id.</param>
/// <param name="Size">How large.</param>
public sealed record RenderOrder(Scene[] Scenes, int Number, Guid Id, RenderSize Size);

/// <summary>How large something is drawn.</summary>
public enum RenderSize
{
    /// <summary>Small.</summary>
    Small,

    /// <summary>Large.</summary>
    Large,
}

/// <summary>Names a picture.</summary>
[Agent]
public sealed class TitleAgent : IAgent<Scene, string>
{
    /// <inheritdoc/>
    public ValueTask<string> InvokeAsync(Scene input, AgentContext context, CancellationToken cancellationToken) => new(input.Name.ToUpperInvariant());
}

/// <summary>Items on a queue with a key, of which some are tried again; an agent on a queue with a rate; and a step of code without a key.</summary>
[Workflow]
public sealed partial class Rendering : IWorkflow<RenderOrder, string>
{
    [Step]
    private static Scene[] Read(RenderOrder order) => order.Scenes;

    [Step, OnQueue("gpu", Key = nameof(Tenant)), Retry(2, Delay = "0s")]
    private static string Render([ForEach] Scene scene, StepContext context) =>
        scene.Name == "flaky" && context.Attempt == 1 ? throw new IOException("not yet") : $"{scene.Tenant}/{scene.Name}";

    [Step]
    private static Scene First(Scene[] scenes) => scenes[0];

    [Step<TitleAgent>(As = "title"), OnQueue("model")]
    private partial ValueTask<string> Name(Scene scene);

    [Step, OnQueue("model"), Result]
    private static string Publish(string title, [From(nameof(Render))] IReadOnlyList<string> pictures) => $"{title}: {string.Join(' ', pictures)}";

    private static string Tenant(Scene scene) => scene.Tenant;
}

/// <summary>Keys of each type; and each round of a loop on a queue.</summary>
[Workflow]
public sealed partial class QueueKeyKinds : IWorkflow<RenderOrder, int>
{
    [Step, OnQueue("gpu", Key = nameof(NumberOf))]
    private static int Count(RenderOrder order) => order.Scenes.Length;

    [Step, OnQueue("gpu", Key = nameof(IdOf)), Repeat(Until = nameof(IsEnough), Max = 5)]
    private static int Grow(int count, [Input] RenderOrder order) => count + order.Scenes.Length;

    [Step, OnQueue("gpu", Key = nameof(SizeOf))]
    private static int Double([From(nameof(Grow))] int grown, [Input] RenderOrder order) => order.Size == RenderSize.Large ? grown * 2 : grown;

    private int NumberOf(RenderOrder order) => order.Number;

    private static Guid? IdOf(int count, RenderOrder order) => count > 1 ? order.Id : null;

    private static RenderSize SizeOf(RenderOrder order) => order.Size;

    private static bool IsEnough(int count) => count > 5;
}
