namespace Perdure;

/// <summary>
/// Says that doing the step twice does harm. Steps run at least once: a crash between the effect and its record repeats them.
/// The compiler then warns where the step is also retried without handing <see cref="StepContext.IdempotencyKey"/> on.
/// </summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class, Inherited = false)]
public sealed class NotIdempotentAttribute : Attribute;
