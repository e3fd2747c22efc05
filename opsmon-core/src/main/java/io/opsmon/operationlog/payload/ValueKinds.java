package io.opsmon.operationlog.payload;

import java.io.File;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.io.Writer;
import java.nio.Buffer;
import java.nio.file.Path;
import org.springframework.beans.BeanUtils;
import org.springframework.core.io.InputStreamSource;

/**
 * What a walk through an object graph looks into and what it does not.
 *
 * @since 0.1
 */
public final class ValueKinds {

    private ValueKinds() {}

    /**
     * Whether looking inside a value might consume it, block or touch the network.
     *
     * @param value a value
     * @return true for streams, readers, files, buffers and the like
     */
    public static boolean isStream(Object value) {
        return value instanceof InputStream
                || value instanceof OutputStream
                || value instanceof Reader
                || value instanceof Writer
                || value instanceof File
                || value instanceof Path
                || value instanceof Buffer
                || value instanceof InputStreamSource
                || value instanceof java.util.stream.BaseStream<?, ?>;
    }

    /**
     * Whether a type's {@code toString()} says what it is: types of the platform and of frameworks, apart from those a walk knows.
     *
     * @param type the type
     * @return true if its properties are nobody's business
     */
    public static boolean isShownAsText(Class<?> type) {
        if (BeanUtils.isSimpleValueType(type)) {
            return true;
        }
        String name = type.getName();
        return name.startsWith("java.")
                || name.startsWith("javax.")
                || name.startsWith("jdk.")
                || name.startsWith("sun.")
                || name.startsWith("com.sun.")
                || name.startsWith("jakarta.")
                || name.startsWith("org.springframework.")
                || name.startsWith("org.apache.")
                || name.startsWith("reactor.")
                || name.startsWith("kotlin.");
    }
}
