package io.opsmon.operationlog.internal.payload;

import io.opsmon.masking.Masking;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes arguments and results as masked, bounded and valid JSON, for any objects. Cycles are cut, a getter that throws
 * is marked, lazy associations are not loaded, and streams and files are named and never read. Thread-safe; never
 * throws.
 *
 * <p>The cost depends on the size of the output and not of the object: writing stops at
 * {@link PayloadSettings#maxSize}.
 *
 * @since 0.1
 */
public final class PayloadWriter {

    private final PayloadSettings settings;
    private final Masking masking;
    private final BeanProperties properties;
    private final PayloadReplacer[] replacers;

    /**
     * Creates a writer.
     *
     * @param settings the limits of payloads
     * @param masking the rules for masked names and texts
     * @param replacers the replacers, called in order for each value
     */
    public PayloadWriter(PayloadSettings settings, Masking masking, List<PayloadReplacer> replacers) {
        this.settings = settings;
        this.masking = masking;
        this.properties = new BeanProperties(masking);
        this.replacers = replacers.toArray(PayloadReplacer[]::new);
    }

    /**
     * A parameter of a method.
     *
     * @param name the name of the parameter
     * @param sensitive whether the value is masked regardless of the name
     */
    public record Parameter(String name, boolean sensitive) {}

    /**
     * Writes arguments as a JSON object.
     *
     * @param parameters the parameters to write; fewer than values if the last values are omitted
     * @param values the values of the parameters
     * @param filter the parts to write; paths begin with the name of a parameter
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
     * @return the JSON
     */
    public String write(@Nullable Object value, PathFilter filter) {
        PayloadWalk walk = new PayloadWalk(settings, masking, properties, replacers);
        walk.value(value, filter);
        return walk.json();
    }

    /**
     * Returns whether a property is masked, by its name or by an annotation of the bean.
     *
     * @param bean the bean that may have the property
     * @param property the name of the property
     * @return true if the value of the property is not shown
     */
    public boolean isSensitive(@Nullable Object bean, String property) {
        return masking.isSensitive(property)
                || (bean != null
                        && properties.of(bean.getClass()).stream()
                                .anyMatch(
                                        each -> each.sensitive() && each.name().equals(property)));
    }
}
