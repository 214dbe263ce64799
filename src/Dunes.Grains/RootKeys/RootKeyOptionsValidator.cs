using Microsoft.Extensions.Options;

namespace Dunes.Grains.RootKeys;

[OptionsValidator]
internal sealed partial class RootKeyOptionsValidator : IValidateOptions<RootKeyOptions>;
