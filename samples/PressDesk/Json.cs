using System.Text.Json;
using System.Text.Json.Serialization;

namespace Press;

/// <summary>How the models travel, to the tables and to the agents alike. An answer goes to its agent as it is stored, so its fields are named here as the graph names them.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Story))]
[JsonSerializable(typeof(Brief))]
[JsonSerializable(typeof(Headlines))]
[JsonSerializable(typeof(Material))]
[JsonSerializable(typeof(Verdict))]
[JsonSerializable(typeof(Edition))]
[JsonSerializable(typeof(Page))]
[JsonSerializable(typeof(string))]
internal sealed partial class PressJson : JsonSerializerContext;
