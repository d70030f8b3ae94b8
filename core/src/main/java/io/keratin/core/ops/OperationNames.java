package io.keratin.core.ops;

import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What Keras calls its operations: the class, the function that makes it, and the module in which both are. */
public final class OperationNames {

    /** Modules of the operations that are not in {@code keras.src.ops.numpy}, as in Keras 3.15. */
    private static final Map<String, String> MODULES = modules(Map.of(
            "core",
            "Cast ConvertToTensor SaturateCast Scatter ScatterUpdate Slice SliceUpdate StopGradient Unstack",
            "nn",
            """
            AdaptiveAveragePool AdaptiveMaxPool AveragePool BatchNorm BinaryCrossentropy CTCDecode CTCLoss
            CategoricalCrossentropy Celu Conv ConvTranspose DepthToSpace DepthwiseConv DotProductAttention Elu Fold Gelu
            Glu HardShrink HardSigmoid HardSilu HardTanh LayerNorm LeakyRelu LogSigmoid LogSoftmax MaxPool Moments
            MultiHot Normalize OneHot PSNR Polar RMSNorm Relu Relu6 Selu SeparableConv Sigmoid Silu SoftShrink Softmax
            Softplus Softsign SpaceToDepth SparseCategoricalCrossentropy SparsePlus SparseSigmoid Sparsemax Squareplus
            TanhShrink Threshold Unfold""",
            "math",
            """
            CDist Erf Erfc Erfinv ExtractSequences FFT FFT2 IFFT2 IRFFT ISTFT InTopK Logdet Logsumexp RFFT Rsqrt STFT
            SegmentMax SegmentMin SegmentProd SegmentSum TopK ViewAsComplex ViewAsReal""",
            "image",
            """
            AffineTransform CropImages ElasticTransform ExtractPatches GaussianBlur HSVToRGB MapCoordinates PadImages
            PerspectiveTransform RGBToGrayscale RGBToHSV Resize SSIM ScaleAndTranslate SobelEdges""",
            "linalg",
            "Cholesky CholeskyInverse Det Eig Eigh Inv Lstsq LuFactor MatrixRank Norm Pinv Qr SVD Solve SolveTriangular",
            "einops",
            "Rearrange"));

    private static final NavigableMap<String, String> FUNCTIONS = byFunction();

    private OperationNames() {}

    private static Map<String, String> modules(Map<String, String> classes) {
        Map<String, String> modules = new HashMap<>();
        classes.forEach((module, names) -> {
            for (String name : names.split("\\s+", -1)) {
                modules.put(name, module);
            }
        });
        return modules;
    }

    private static NavigableMap<String, String> byFunction() {
        NavigableMap<String, String> functions = new TreeMap<>();
        Operations.names().forEach(name -> functions.put(function(name), name));
        return Collections.unmodifiableNavigableMap(functions);
    }

    /** {@code logical_and} for {@code LogicalAnd}. */
    public static String function(String className) {
        return className
                .replaceAll("([A-Z]+)([A-Z][a-z])", "$1_$2")
                .replaceAll("([a-z])([A-Z])", "$1_$2")
                .toLowerCase(Locale.ROOT);
    }

    /** The class of a function that is computed here, or null. */
    public static @Nullable String className(String function) {
        return FUNCTIONS.get(function);
    }

    /** The functions that are computed here, sorted. */
    public static NavigableSet<String> functions() {
        return FUNCTIONS.navigableKeySet();
    }

    /** Such as {@code keras.src.ops.numpy}. */
    public static String module(String className) {
        return switch (className) {
            case "Mish", "ReLU" -> "keras.src.activations.activations";
            case "FakeQuantWithMinMaxVars" -> "keras.src.quantizers.quantizers";
            default -> "keras.src.ops." + MODULES.getOrDefault(className, "numpy");
        };
    }
}
