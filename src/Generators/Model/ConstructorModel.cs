using Perdure.Planning;

namespace Perdure.Generators.Model;

/// <summary>The constructor that generated code calls, with services as its arguments.</summary>
/// <param name="Parameters">Its parameters in order.</param>
internal sealed record ConstructorModel(EquatableArray<ServiceModel> Parameters);

/// <summary>A constructor parameter.</summary>
/// <param name="Name">Its name, with <c>@</c> where it is a keyword.</param>
/// <param name="Type">Its type as C# text.</param>
/// <param name="Default">Its default value as C# text; null: the service must be there.</param>
internal sealed record ServiceModel(string Name, string Type, string? Default);
