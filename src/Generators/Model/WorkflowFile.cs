namespace Perdure.Generators.Model;

/// <summary>A workflow and the name of its file.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="Workflow">What is written into it.</param>
internal sealed record WorkflowFile(string Name, WorkflowModel Workflow);
