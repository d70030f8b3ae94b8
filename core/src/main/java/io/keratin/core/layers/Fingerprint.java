package io.keratin.core.layers;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The hashes of bytes by which TensorFlow puts texts into buckets: FarmHash's Fingerprint64 (Pike, Alakuijala 2014), and
 * SipHash-2-4 (Aumasson, Bernstein 2012) with a key. All arithmetic is modulo 2^64, buckets are counted unsigned.
 */
final class Fingerprint {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long K0 = 0xc3a5c85c97cb3127L;
    private static final long K1 = 0xb492b66fbe98f273L;
    private static final long K2 = 0x9ae16a3b2f90404fL;
    private static final long CAT = 0xc6a4a7935bd1e995L;

    private Fingerprint() {}

    /** The bucket of a hash. */
    static long bucket(long hash, long buckets) {
        return Long.remainderUnsigned(hash, buckets);
    }

    /** A hash of two hashes, TensorFlow's FingerprintCat64. */
    static long cat(long first, long second) {
        long hash = first ^ CAT ^ shiftMix(second * CAT) * CAT;
        return shiftMix(shiftMix(hash * CAT) * CAT);
    }

    /** FarmHash's Fingerprint64 of the first {@code length} bytes. */
    static long farm(byte[] s, int length) {
        if (length <= 16) {
            return farmTo16(s, length);
        } else if (length <= 32) {
            return farmTo32(s, length);
        }
        return length <= 64 ? farmTo64(s, length) : farmLong(s, length);
    }

    private static long farmTo16(byte[] s, int length) {
        long mul = K2 + length * 2L;
        if (length >= 8) {
            long a = fetch(s, 0) + K2;
            long b = fetch(s, length - 8);
            return mix(rotate(b, 37) * mul + a, (rotate(a, 25) + b) * mul, mul);
        } else if (length >= 4) {
            return mix(length + (fetch32(s, 0) << 3), fetch32(s, length - 4), mul);
        } else if (length > 0) {
            long y = (s[0] & 0xffL) + ((s[length >> 1] & 0xffL) << 8);
            long z = length + ((s[length - 1] & 0xffL) << 2);
            return shiftMix(y * K2 ^ z * K0) * K2;
        }
        return K2;
    }

    private static long farmTo32(byte[] s, int length) {
        long mul = K2 + length * 2L;
        long a = fetch(s, 0) * K1;
        long b = fetch(s, 8);
        long c = fetch(s, length - 8) * mul;
        long d = fetch(s, length - 16) * K2;
        return mix(rotate(a + b, 43) + rotate(c, 30) + d, a + rotate(b + K2, 18) + c, mul);
    }

    private static long farmTo64(byte[] s, int length) {
        long mul = K2 + length * 2L;
        long a = fetch(s, 0) * K2;
        long b = fetch(s, 8);
        long c = fetch(s, length - 8) * mul;
        long d = fetch(s, length - 16) * K2;
        long y = rotate(a + b, 43) + rotate(c, 30) + d;
        long z = mix(y, a + rotate(b + K2, 18) + c, mul);
        long e = fetch(s, 16) * mul;
        long f = fetch(s, 24);
        long g = (y + fetch(s, length - 32)) * mul;
        long h = (z + fetch(s, length - 24)) * mul;
        return mix(rotate(e + f, 43) + rotate(g, 30) + h, e + rotate(f + a, 18) + g, mul);
    }

    private static long farmLong(byte[] s, int length) {
        long x = 81;
        long y = x * K1 + 113;
        long z = shiftMix(y * K2 + 113) * K2;
        long v0 = 0;
        long v1 = 0;
        long w0 = 0;
        long w1 = 0;
        x = x * K2 + fetch(s, 0);
        int end = (length - 1) / 64 * 64;
        int tail = length - 1 & 63;
        long mul = K1;
        for (int at = 0; ; at += 64) {
            boolean last = at >= end;
            int p = last ? end + tail - 63 : at;
            if (last) {
                mul = K1 + ((z & 0xff) << 1);
                w0 += tail;
                v0 += w0;
                w0 += v0;
            }
            x = rotate(x + y + v0 + fetch(s, p + 8), 37) * mul;
            y = rotate(y + v1 + fetch(s, p + 48), 42) * mul;
            x ^= last ? w1 * 9 : w1;
            y += (last ? v0 * 9 : v0) + fetch(s, p + 40);
            z = rotate(z + w0, 33) * mul;
            long a = v1 * mul + fetch(s, p);
            long b = x + w0;
            v0 = a + fetch(s, p + 8) + fetch(s, p + 16);
            v1 = rotate(b + a + fetch(s, p + 24), 21) + rotate(v0, 44) + a;
            v0 += fetch(s, p + 24);
            a = z + w1 + fetch(s, p + 32);
            b = y + fetch(s, p + 16);
            w0 = a + fetch(s, p + 40) + fetch(s, p + 48);
            w1 = rotate(b + a + fetch(s, p + 56), 21) + rotate(w0, 44) + a;
            w0 += fetch(s, p + 56);
            long swapped = z;
            z = x;
            x = swapped;
            if (last) {
                return mix(mix(v0, w0, mul) + shiftMix(y) * K0 + z, mix(v1, w1, mul) + x, mul);
            }
        }
    }

    /** SipHash-2-4 of the first {@code length} bytes under the key of two words. */
    static long sip(byte[] s, int length, long key0, long key1) {
        long[] v = {
            key0 ^ 0x736f6d6570736575L,
            key1 ^ 0x646f72616e646f6dL,
            key0 ^ 0x6c7967656e657261L,
            key1 ^ 0x7465646279746573L
        };
        int whole = length & ~7;
        for (int i = 0; i < whole; i += 8) {
            absorb(v, fetch(s, i));
        }
        long rest = (long) length << 56;
        for (int i = whole; i < length; i++) {
            rest |= (s[i] & 0xffL) << (8 * (i - whole));
        }
        absorb(v, rest);
        v[2] ^= 0xff;
        for (int i = 0; i < 4; i++) {
            round(v);
        }
        return v[0] ^ v[1] ^ v[2] ^ v[3];
    }

    private static void absorb(long[] v, long word) {
        v[3] ^= word;
        round(v);
        round(v);
        v[0] ^= word;
    }

    private static void round(long[] v) {
        v[0] += v[1];
        v[2] += v[3];
        v[1] = Long.rotateLeft(v[1], 13) ^ v[0];
        v[3] = Long.rotateLeft(v[3], 16) ^ v[2];
        v[0] = Long.rotateLeft(v[0], 32);
        v[2] += v[1];
        v[0] += v[3];
        v[1] = Long.rotateLeft(v[1], 17) ^ v[2];
        v[3] = Long.rotateLeft(v[3], 21) ^ v[0];
        v[2] = Long.rotateLeft(v[2], 32);
    }

    private static long fetch(byte[] s, int at) {
        return (long) LONG.get(s, at);
    }

    private static long fetch32(byte[] s, int at) {
        return Integer.toUnsignedLong((int) INT.get(s, at));
    }

    private static long rotate(long x, int by) {
        return Long.rotateRight(x, by);
    }

    private static long shiftMix(long x) {
        return x ^ x >>> 47;
    }

    private static long mix(long u, long v, long mul) {
        long a = shiftMix((u ^ v) * mul);
        return shiftMix((v ^ a) * mul) * mul;
    }
}
