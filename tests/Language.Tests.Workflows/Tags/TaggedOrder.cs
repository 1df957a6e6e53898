namespace Perdure.Language.Tests.Workflows.Tags;

/// <summary>A run that is found by what a step returns.</summary>
[Workflow]
public sealed partial class TaggedOrder : IWorkflow<string, int>
{
    [Step, Tag("customer")]
    private static string Customer(string order) => order.Split('/')[0];

    [Step]
    private static int Total([Input] string order, [From(nameof(Customer))] string customer) => order.Length - customer.Length;
}
