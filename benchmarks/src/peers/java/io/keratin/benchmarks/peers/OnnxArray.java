package io.keratin.benchmarks.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * A tensor over memory that native code reads and writes in place.
 *
 * @param values the memory
 * @param tensor its tensor
 */
record OnnxArray(FloatBuffer values, OnnxTensor tensor) {

    /** Zeros of this shape. */
    static OnnxArray zeros(OrtEnvironment environment, long... shape) throws OrtException {
        long size = 1;
        for (long d : shape) {
            size *= d;
        }
        FloatBuffer values = ByteBuffer.allocateDirect(Math.toIntExact(size * Float.BYTES))
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        return new OnnxArray(values, OnnxTensor.createTensor(environment, values, shape));
    }
}
