using System.ComponentModel.DataAnnotations;

namespace Dunes.Grains.RootKeys;

/// <summary>Section <c>Dunes:RootKey</c>: what opens the cluster root key.</summary>
public sealed class RootKeyOptions
{
    /// <summary>
    /// File with the key encryption key (KEK), readable by its owner only. Default: <c>root.kek</c> in the data directory. It is made on the first
    /// start of a cluster that stores nothing yet; every process of a cluster needs the same file.
    /// </summary>
    [Required]
    public string KekFile { get; set; } = Path.Combine("data", "root.kek");
}
