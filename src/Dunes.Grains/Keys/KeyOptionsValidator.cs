using Microsoft.Extensions.Options;

namespace Dunes.Grains.Keys;

[OptionsValidator]
internal sealed partial class KeyOptionsValidator : IValidateOptions<KeyOptions>;
