package io.opsmon.operationlog.payload;

import io.opsmon.masking.Masking;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes arguments and results as JSON that is masked, bounded and valid, whatever the objects are: cycles are cut, a
 * getter that throws is noted, what is lazy stays unloaded, streams and files are named and never read. Thread-safe;
 * never throws.
 *
 * <p>Cost: what is written, not what the object holds; writing stops at {@link PayloadSettings#maxSize}.
 *
 * @since 0.1
 */
public final class PayloadWriter {

    private final PayloadSettings settings;
    private final Masking masking;
    private final BeanProperties properties;
    private final PayloadReplacer[] replacers;

    /**
     * Makes a writer.
     *
     * @param settings the bounds
     * @param masking what is hidden
     * @param replacers asked in order for each value
     */
    public PayloadWriter(PayloadSettings settings, Masking masking, List<PayloadReplacer> replacers) {
        this.settings = settings;
        this.masking = masking;
        this.properties = new BeanProperties(masking);
        this.replacers = replacers.toArray(PayloadReplacer[]::new);
    }

    /**
     * One argument of a method.
     *
     * @param name the parameter's name
     * @param sensitive whether it is hidden whatever its name
     */
    public record Parameter(String name, boolean sensitive) {}

    /**
     * Writes arguments as a JSON object.
     *
     * @param parameters the parameters to write; fewer than values if the last ones are none of a reader's business
     * @param values their values
     * @param filter the parts to write, beginning with a parameter's name
     * @return a JSON object
     */
    public String writeArguments(List<Parameter> parameters, @Nullable Object[] values, PathFilter filter) {
        PayloadWalk walk = new PayloadWalk(settings, masking, properties, replacers);
        walk.arguments(parameters, values, filter);
        return walk.json();
    }

    /**
     * Writes one value.
     *
     * @param value the value
     * @param filter the parts to write
     * @return JSON
     */
    public String write(@Nullable Object value, PathFilter filter) {
        PayloadWalk walk = new PayloadWalk(settings, masking, properties, replacers);
        walk.value(value, filter);
        return walk.json();
    }
}
