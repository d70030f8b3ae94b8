package io.keratin.core.kernels;

import java.util.Iterator;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * Which kernels this JVM runs: the vector kernels where their module is there and its incubator module was switched on,
 * else the portable ones. The system property {@code keratin.kernels} ({@code portable}, {@code vector}) decides by hand.
 */
public final class KernelSelection {

    /** What a user adds to the {@code java} command to get the vector kernels. */
    public static final String VECTOR_FLAG = "--add-modules jdk.incubator.vector";

    private KernelSelection() {}

    /** The kernels of this JVM; chosen once. */
    public static Kernels current() {
        return Holder.KERNELS;
    }

    private static Kernels choose(@Nullable String wish) {
        if ("portable".equals(wish)) {
            return PortableKernels.INSTANCE;
        }
        Kernels best = fastest();
        if (best == PortableKernels.INSTANCE) {
            String why = "the vector kernels are not available: put keratin-kernels-vector beside keratin-core and run"
                    + " java with " + VECTOR_FLAG;
            if ("vector".equals(wish)) {
                throw new IllegalStateException("keratin.kernels=vector, but " + why);
            }
            say(System.Logger.Level.INFO, "portable kernels; " + why, null);
        }
        return best;
    }

    /** Without the incubator module, JDK 17 throws ServiceConfigurationError and JDK 25 NoClassDefFoundError here. */
    private static Kernels fastest() {
        Kernels best = PortableKernels.INSTANCE;
        try {
            Iterator<KernelProvider> found =
                    ServiceLoader.load(KernelProvider.class).iterator();
            while (found.hasNext()) {
                Kernels k = found.next().kernels();
                best = k.rank() > best.rank() ? k : best;
            }
        } catch (ServiceConfigurationError | NoClassDefFoundError e) {
            say(System.Logger.Level.DEBUG, "a kernel implementation cannot be loaded", e);
        }
        return best;
    }

    /** Logs beside what the caller does, for Java's logging takes 50 ms to start. */
    private static void say(System.Logger.Level level, String text, @Nullable Throwable cause) {
        new Thread(() -> System.getLogger("io.keratin").log(level, text, cause), "keratin-log").start();
    }

    private static final class Holder {
        static final Kernels KERNELS = choose(System.getProperty("keratin.kernels"));
    }
}
