package io.keratin.keras;

import io.keratin.core.config.Value;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The table of TensorFlow's functions and of the operations of its graphs (in capitals), each with the operation of Keras 3 that
 * computes the same, as {@code tensorflow/python/keras} of TensorFlow 2.21 writes them.
 */
final class TensorFlowFunctions {

    /** Not an operation: a shape, which is worked out where it is used. */
    static final String SHAPE = "Shape";

    private static final Pattern NESTED = Pattern.compile("(\\w+)\\((\\w+)\\(([^)]*)\\)(?:, )?([^)]*)\\)");
    private static final Pattern COMMA = Pattern.compile(",\\s*");

    private static final Map<String, Target> TABLE = table();

    private TensorFlowFunctions() {}

    /**
     * What a function is in Keras 3.
     *
     * @param className the operation
     * @param inner an operation on its first argument, or null
     * @param names the function's arguments in their order, and what Keras calls them; {@code *} before a name takes all tensors
     * @param defaults what Keras's arguments are where nothing is given
     */
    record Target(String className, @Nullable Target inner, Map<String, String> names, Map<String, Value> defaults) {}

    /** The function of this name; null if there is none. What TensorFlow 1 called so is the same. */
    static @Nullable Target get(String function) {
        Target target = TABLE.get(function);
        return target == null && function.startsWith("compat.v1.")
                ? TABLE.get(function.substring("compat.v1.".length()))
                : target;
    }

    private static Map<String, Target> table() {
        Map<String, Target> t = new LinkedHashMap<>();
        for (String[] f : pairs("""
                abs Absolute, negative Negative, exp Exp, log Log, log1p Log1p, expm1 Expm1, sqrt Sqrt, rsqrt Rsqrt,
                square Square, sin Sin, cos Cos, tan Tan, asin Arcsin, acos Arccos, atan Arctan, sinh Sinh, cosh Cosh,
                asinh Arcsinh, acosh Arccosh, atanh Arctanh, tanh Tanh, sigmoid Sigmoid, sign Sign, floor Floor, ceil Ceil,
                round Round, rint Round, reciprocal Reciprocal, erf Erf, erfc Erfc, is_nan Isnan, is_inf Isinf,
                is_finite Isfinite, logical_not LogicalNot, softsign Softsign, softplus Softplus, log_sigmoid LogSigmoid,
                relu Relu, relu6 Relu6, elu Elu, selu Selu, silu Silu, swish Silu""")) {
            add(t, f[1] + "(x)", "math." + f[0] + "(x)", f[0] + "(x)", "nn." + f[0] + "(features)");
        }
        for (String[] f : pairs("""
                Abs Absolute, Neg Negative, Exp Exp, Log Log, Log1p Log1p, Expm1 Expm1, Sqrt Sqrt, Rsqrt Rsqrt, Square Square,
                Sin Sin, Cos Cos, Tan Tan, Asin Arcsin, Acos Arccos, Atan Arctan, Sinh Sinh, Cosh Cosh, Asinh Arcsinh,
                Acosh Arccosh, Atanh Arctanh, Tanh Tanh, Sigmoid Sigmoid, Sign Sign, Floor Floor, Ceil Ceil, Round Round,
                Rint Round, Reciprocal Reciprocal, Inv Reciprocal, Erf Erf, Erfc Erfc, IsNan Isnan, IsInf Isinf,
                IsFinite Isfinite, LogicalNot LogicalNot, Softsign Softsign, Softplus Softplus, Relu Relu, Relu6 Relu6, Elu Elu,
                Selu Selu, Identity Copy, ZerosLike ZerosLike, OnesLike OnesLike""")) {
            add(t, f[1] + "(x)", f[0] + "(x)");
        }
        for (String[] f : pairs("""
                add Add, subtract Subtract, multiply Multiply, divide TrueDivide, truediv TrueDivide, floordiv FloorDivide,
                floor_div FloorDivide, mod Mod, floormod Mod, pow Power, maximum Maximum, minimum Minimum, divide_no_nan DivideNoNan, equal Equal, not_equal NotEqual, less Less, less_equal LessEqual, greater Greater,
                greater_equal GreaterEqual, logical_and LogicalAnd, logical_or LogicalOr, logical_xor LogicalXor,
                sub Subtract, mul Multiply, eq Equal, ne NotEqual, lt Less, le LessEqual, gt Greater,
                ge GreaterEqual, matmul Matmul""")) {
            add(t, f[1] + "(x1, x2)", "math." + f[0] + "(x, y)", "__operators__." + f[0] + "(x, y)");
            add(t, f[1] + "(x1, x2)", f[0].equals("matmul") ? "matmul(a, b)" : f[0] + "(x, y)");
        }
        add(t, "Multiply(x1, x2)", "math.scalar_mul(scalar, x)", "scalar_mul(scalar, x)");
        for (String[] f : pairs("""
                Add Add, AddV2 Add, BiasAdd Add, Sub Subtract, Mul Multiply, RealDiv TrueDivide, Div Divide,
                FloorDiv FloorDivide, FloorMod Mod, Pow Power, Maximum Maximum, Minimum Minimum, Atan2 Arctan2,
                DivNoNan DivideNoNan, Equal Equal, NotEqual NotEqual, Less Less, LessEqual LessEqual, Greater Greater,
                GreaterEqual GreaterEqual, LogicalAnd LogicalAnd, LogicalOr LogicalOr""")) {
            add(t, f[1] + "(x1, x2)", f[0] + "(x, y)");
        }
        add(t, "Add(x1, x2)", "nn.bias_add(value, bias)");
        add(t, "Arctan2(x1, x2)", "math.atan2(y, x)", "atan2(y, x)");
        add(t, "Negative(x)", "__operators__.neg(x)");
        add(t, "LogicalNot(x)", "__operators__.invert(x)");
        add(t, "LogicalAnd(x1, x2)", "__operators__.and(x, y)");
        add(t, "LogicalOr(x1, x2)", "__operators__.or(x, y)");
        add(t, "Square(Subtract(x1, x2))", "math.squared_difference(x, y)", "SquaredDifference(x, y)");
        String added = "Sum(Stack(x, axis=-1), axis=-1)";
        add(t, added, "math.add_n(inputs)", "add_n(inputs)", "AddN(*inputs)", "math.accumulate_n(inputs)");
        for (String[] f : pairs("""
                sum Sum, mean Mean, max Max, min Min, prod Prod, any Any, all All, std Std, variance Var, logsumexp Logsumexp,
                euclidean_norm Norm""")) {
            String arguments = "(input_tensor, axis, keepdims)";
            String older = "(input_tensor, axis, keep_dims)";
            String keras = f[1] + "(x, axis, keepdims)";
            add(t, keras, "math.reduce_" + f[0] + arguments, "reduce_" + f[0] + arguments);
            add(t, keras, "compat.v1.reduce_" + f[0] + older);
        }
        for (String name : List.of("Sum", "Mean", "Max", "Min", "Prod", "Any", "All")) {
            add(t, name + "(x, axis, keepdims)", name + "(input, axis, keep_dims)");
        }
        add(t, "Norm(x, axis, keepdims)", "EuclideanNorm(input, axis, keep_dims)");
        add(t, "CountNonzero(x, axis)", "math.count_nonzero(input, axis)");
        add(t, "Argmax(x, axis=0)", "math.argmax(input, axis)", "argmax(input, axis)", "ArgMax(input, axis)");
        add(t, "Argmin(x, axis=0)", "math.argmin(input, axis)", "argmin(input, axis)", "ArgMin(input, axis)");
        add(t, "Cumsum(x, axis=0)", "math.cumsum(x, axis)", "cumsum(x, axis)", "Cumsum(x, axis)");
        add(t, "Cumprod(x, axis=0)", "math.cumprod(x, axis)", "Cumprod(x, axis)");
        add(t, "TopK(x, k=1, sorted)", "math.top_k(input, k, sorted)", "nn.top_k(input, k, sorted)");
        add(t, "TopK(x, k, sorted)", "TopKV2(input, k, sorted)");
        add(t, "Sort(x, axis=-1)", "sort(values, axis)");
        add(t, "Argsort(x, axis=-1)", "argsort(values, axis)");
        add(t, "Norm(x, ord, axis, keepdims)", "linalg.norm(tensor, ord, axis, keepdims)");
        add(t, "Norm(x, ord, axis, keepdims)", "norm(tensor, ord, axis, keepdims)");
        add(t, "LeakyRelu(x, negative_slope=0.2)", "nn.leaky_relu(features, alpha)", "LeakyRelu(features, alpha)");
        add(t, "Gelu(x, approximate=false)", "nn.gelu(features, approximate)");
        add(t, "Softmax(x, axis=-1)", "nn.softmax(logits, axis)", "Softmax(logits)");
        add(t, "LogSoftmax(x, axis=-1)", "nn.log_softmax(logits, axis)", "LogSoftmax(logits)");
        String normalized = "Normalize(x, axis, epsilon=1e-6)";
        add(t, normalized, "math.l2_normalize(x, axis, epsilon)", "nn.l2_normalize(x, axis, epsilon)");
        String product = "Matmul(x1, x2, transpose_a, transpose_b)";
        add(t, product, "linalg.matmul(a, b, transpose_a, transpose_b)", "matmul(a, b, transpose_a, transpose_b)");
        add(t, product, "MatMul(a, b, transpose_a, transpose_b)", "BatchMatMul(x, y, adj_x, adj_y)");
        add(t, product, "BatchMatMulV2(x, y, adj_x, adj_y)");
        add(t, "Tensordot(x1, x2, axes)", "tensordot(a, b, axes)");
        add(t, "Einsum(*operands, subscripts)", "Einsum(*inputs, equation)");
        add(t, "Concatenate(xs, axis)", "concat(values, axis)", "ConcatV2(*values, axis)");
        add(t, "Stack(x, axis=0)", "stack(values, axis)", "Pack(*values, axis)");
        add(t, "Unstack(x, num, axis=0)", "unstack(value, num, axis)", "Unpack(value, num, axis)");
        add(t, "Split(x, indices_or_sections, axis=0)", "split(value, num_or_size_splits, axis)");
        add(t, "Split(axis, x, indices_or_sections)", "Split(split_dim, value, num_split)");
        add(t, "Split(x, indices_or_sections, axis)", "SplitV(value, size_splits, split_dim)");
        add(t, "Reshape(x, newshape)", "reshape(tensor, shape)", "Reshape(tensor, shape)");
        add(t, "Transpose(x, axes)", "transpose(a, perm)", "Transpose(x, perm)");
        add(t, "ExpandDims(x, axis)", "expand_dims(input, axis)", "ExpandDims(input, dim)");
        add(t, "Squeeze(x, axis)", "squeeze(input, axis)", "Squeeze(input, squeeze_dims)");
        add(t, "Tile(x, repeats)", "tile(input, multiples)", "Tile(input, multiples)");
        add(t, "Repeat(x, repeats, axis)", "repeat(input, repeats, axis)");
        add(t, "Flip(x, axis)", "reverse(tensor, axis)", "ReverseV2(tensor, axis)");
        add(t, "Roll(x, shift, axis)", "roll(input, shift, axis)", "Roll(input, shift, axis)");
        add(t, "BroadcastTo(x, shape)", "broadcast_to(input, shape)", "BroadcastTo(input, shape)");
        String padded = "Pad(x, pad_width, mode, constant_values)";
        add(t, padded, "pad(tensor, paddings, mode, constant_values)", "Pad(input, paddings)");
        add(t, padded, "MirrorPad(input, paddings, mode)");
        add(t, "Pad(x, pad_width, constant_values)", "PadV2(input, paddings, constant_values)");
        add(t, "Take(x, indices, axis=0)", "gather(params, indices, axis)", "GatherV2(params, indices, axis)");
        add(t, "Take(x, indices, axis=0)", "nn.embedding_lookup(params, ids)");
        add(t, "OneHot(x, num_classes, axis=-1, dtype)", "one_hot(indices, depth, axis, dtype)");
        add(
                t,
                "OneHot(x, num_classes, on_value, off_value, axis)",
                "OneHot(indices, depth, on_value, off_value, axis)");
        add(
                t,
                "Where(condition, x1, x2)",
                "where(condition, x, y)",
                "SelectV2(condition, t, e)",
                "Select(condition, t, e)");
        add(t, "Clip(x, x_min, x_max)", "clip_by_value(t, clip_value_min, clip_value_max)");
        add(t, "Clip(x, x_min, x_max)", "ClipByValue(t, clip_value_min, clip_value_max)");
        add(t, "Cast(x, dtype)", "cast(x, dtype)", "Cast(x, DstT)");
        add(t, "SaturateCast(x, dtype)", "dtypes.saturate_cast(value, dtype)", "saturate_cast(value, dtype)");
        add(t, "Copy(x)", "identity(input)");
        add(t, "StopGradient(variable)", "stop_gradient(input)", "StopGradient(input)");
        add(t, "ZerosLike(x, dtype)", "zeros_like(input, dtype)");
        add(t, "OnesLike(x, dtype)", "ones_like(input, dtype)");
        add(t, "ConvertToTensor(x, dtype)", "convert_to_tensor(value, dtype)");
        add(t, "Full(shape, fill_value)", "fill(dims, value)", "Fill(dims, value)");
        add(t, "Full(shape, dtype, fill_value=0.0)", "zeros(shape, dtype)");
        add(t, "Full(shape, dtype, fill_value=1.0)", "ones(shape, dtype)");
        add(t, "Arange(start, stop, step)", "range(start, limit, delta)", "Range(start, limit, delta)");
        add(t, "GetItem(x, key)", "__operators__.getitem(tensor, slice_spec)");
        add(t, "GetItem(x, begin, end, strides)", "StridedSlice(input, begin, end, strides)");
        add(t, "GetItem(x, begin, end, strides)", "strided_slice(input_, begin, end, strides)");
        add(t, "Slice(inputs, start_indices, shape)", "slice(input_, begin, size)", "Slice(input, begin, size)");
        add(t, "Diagonal(x, axis1=-2, axis2=-1)", "linalg.diag_part(input)");
        add(t, "Trace(x, axis1=-2, axis2=-1)", "linalg.trace(x)");
        add(t, SHAPE + "(x)", "shape(input)", "Shape(input)");

        String pool = "(inputs, pool_size, strides, padding, data_format)";
        for (String[] f : pairs("max Max, avg Average")) {
            for (String rank : List.of("", "1d", "2d", "3d")) {
                add(
                        t,
                        f[1] + "Pool" + pool,
                        "nn." + f[0] + "_pool" + rank + "(input, ksize, strides, padding, data_format)");
            }
        }
        add(t, "MaxPool" + pool, "MaxPool(input, ksize, strides, padding, data_format)");
        add(t, "AveragePool" + pool, "AvgPool(value, ksize, strides, padding, data_format)");
        String conv = "(inputs, kernel, strides, padding, data_format, dilation_rate)";
        String theirs = "(input, filter, strides, padding, data_format, dilations)";
        add(t, "Conv" + conv, "nn.conv1d(input, filters, stride, padding, data_format, dilations)", "Conv2D" + theirs);
        add(t, "Conv" + conv, "nn.conv2d" + theirs, "nn.conv3d" + theirs);
        add(
                t,
                "DepthwiseConv(inputs, kernel, strides, padding, dilation_rate, data_format)",
                "nn.depthwise_conv2d(input, filter, strides, padding, rate, data_format)");
        add(t, "DepthwiseConv" + conv, "DepthwiseConv2dNative" + theirs);
        String blocks = "(x, block_size, data_format)";
        add(t, "DepthToSpace" + blocks, "nn.depth_to_space(input, block_size, data_format)");
        add(t, "DepthToSpace" + blocks, "DepthToSpace(input, block_size, data_format)");
        add(t, "SpaceToDepth" + blocks, "nn.space_to_depth(input, block_size, data_format)");
        add(t, "SpaceToDepth" + blocks, "SpaceToDepth(input, block_size, data_format)");
        add(t, "Resize(images, size, interpolation, antialias)", "image.resize(images, size, method, antialias)");
        add(
                t,
                "Resize(images, size, interpolation=bilinear, align_corners=false, half_pixel_centers=false)",
                "ResizeBilinear(images, size, unused, align_corners, half_pixel_centers)");
        add(
                t,
                "Resize(images, size, interpolation=nearest, align_corners=false, half_pixel_centers=false)",
                "ResizeNearestNeighbor(images, size, unused, align_corners, half_pixel_centers)");
        add(t, "Flip(x, axis=-2)", "image.flip_left_right(image)");
        add(t, "Flip(x, axis=-3)", "image.flip_up_down(image)");
        add(t, "RGBToGrayscale(images)", "image.rgb_to_grayscale(images)");
        add(t, "Repeat(x, repeats=3, axis=-1)", "image.grayscale_to_rgb(images)");
        add(t, "Swapaxes(x, axis1=-3, axis2=-2)", "image.transpose(image)");
        add(
                t,
                "CropImages(images, top_cropping, left_cropping, target_height, target_width)",
                "image.crop_to_bounding_box(image, offset_height, offset_width, target_height, target_width)");
        add(
                t,
                "PadImages(images, top_padding, left_padding, target_height, target_width)",
                "image.pad_to_bounding_box(image, offset_height, offset_width, target_height, target_width)");
        add(
                t,
                "ExtractPatches(images, size, strides, dilation_rate, padding)",
                "image.extract_patches(images, sizes, strides, rates, padding)",
                "ExtractImagePatches(images, ksizes, strides, rates, padding)");
        return t;
    }

    private static List<String[]> pairs(String text) {
        return COMMA.splitAsStream(text).map(pair -> pair.strip().split(" ", 2)).toList();
    }

    /** A line of the table: arguments correspond by their place; what stands behind = is meant where nothing is given. */
    private static void add(Map<String, Target> table, String keras, String... functions) {
        for (String function : functions) {
            Matcher nested = NESTED.matcher(keras);
            Target target;
            if (nested.matches()) {
                Target inner = target(nested.group(2), arguments(nested.group(3)), arguments(inside(function)));
                target = target(nested.group(1), arguments(nested.group(4)), List.of());
                target = new Target(target.className(), inner, inner.names(), target.defaults());
            } else {
                target = target(name(keras), arguments(inside(keras)), arguments(inside(function)));
            }
            table.putIfAbsent(name(function), target);
        }
    }

    private static Target target(String className, List<String> ours, List<String> theirs) {
        Map<String, String> names = new LinkedHashMap<>();
        Map<String, Value> defaults = new LinkedHashMap<>();
        for (int i = 0; i < ours.size(); i++) {
            String[] parts = ours.get(i).split("=", 2);
            if (i < theirs.size()) {
                names.put(theirs.get(i), parts[0]);
            }
            if (parts.length == 2) {
                defaults.put(parts[0], constant(parts[1]));
            }
        }
        return new Target(className, null, names, defaults);
    }

    private static String name(String signature) {
        return signature.substring(0, signature.indexOf('('));
    }

    private static String inside(String signature) {
        return signature.substring(signature.indexOf('(') + 1, signature.length() - 1);
    }

    private static List<String> arguments(String text) {
        return text.isEmpty() ? List.of() : Arrays.asList(COMMA.split(text, -1));
    }

    private static Value constant(String text) {
        if (text.equals("false")) {
            return Value.of(false);
        } else if (Character.isLetter(text.charAt(0))) {
            return Value.of(text);
        }
        return text.matches("-?\\d+") ? Value.of(Integer.parseInt(text)) : Value.of(Double.parseDouble(text));
    }
}
