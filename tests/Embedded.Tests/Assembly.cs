using System.Runtime.Versioning;

// File modes and signals are half of what is tested here.
[assembly: UnsupportedOSPlatform("windows")]
