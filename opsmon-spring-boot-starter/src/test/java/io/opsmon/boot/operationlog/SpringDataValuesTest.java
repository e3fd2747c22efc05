package io.opsmon.boot.operationlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.masking.Masking;
import io.opsmon.operationlog.Change;
import io.opsmon.operationlog.internal.change.ChangeSettings;
import io.opsmon.operationlog.internal.change.Comparison;
import io.opsmon.operationlog.internal.change.Snapshots;
import io.opsmon.operationlog.internal.payload.PathFilter;
import io.opsmon.operationlog.internal.payload.PayloadSettings;
import io.opsmon.operationlog.internal.payload.PayloadWriter;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.data.domain.PageImpl;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.SliceImpl;
import org.springframework.data.domain.Window;
import org.springframework.data.projection.SpelAwareProxyProjectionFactory;
import org.springframework.data.util.Streamable;
import org.springframework.data.web.PagedModel;

/** Values of Spring Data in payloads and changes: projections and pages. */
class SpringDataValuesTest {

    private final Masking masking = new Masking(Masking.DEFAULT_KEYS);
    private final PayloadWriter writer = new PayloadWriter(PayloadSettings.defaults(), masking, List.of());

    record Customer(long id, String name, String password) {}

    public interface NameView {
        long getId();

        String getName();

        String getPassword();

        default String greet(String greeting) {
            return greeting + " " + getName();
        }
    }

    private String write(@Nullable Object value) {
        return writer.write(value, PathFilter.ALL);
    }

    private static NameView view(Object source) {
        return new SpelAwareProxyProjectionFactory().createProjection(NameView.class, source);
    }

    @Test
    void writesThePropertiesOfProjections() {
        String expected = "{\"id\":1410277790296653824,\"name\":\"Ada\",\"password\":\"***\"}";

        assertThat(write(view(new Customer(1410277790296653824L, "Ada", "hunter2"))))
                .isEqualTo(expected);
        assertThat(write(view(Map.of("id", 1410277790296653824L, "name", "Ada", "password", "hunter2"))))
                .isEqualTo(expected);
        assertThat(write(List.of(view(new Customer(1, "Ada", "hunter2")))))
                .isEqualTo("[{\"id\":1,\"name\":\"Ada\",\"password\":\"***\"}]");
    }

    @Test
    void comparesProjectionsByTheirProperties() {
        Snapshots snapshots = new Snapshots(ChangeSettings.defaults(), masking);
        Comparison comparison = new Comparison(ChangeSettings.defaults(), masking);
        Customer ada = new Customer(1, "Ada", "one");

        assertThat(comparison
                        .between(snapshots.take(view(ada)), snapshots.take(view(new Customer(1, "Lovelace", "two"))))
                        .changes())
                .containsExactlyInAnyOrder(
                        new Change("name", null, Change.Type.CHANGED, "Ada", "Lovelace"),
                        new Change("password", null, Change.Type.CHANGED, "***", "***"));
        assertThat(comparison
                        .between(snapshots.take(view(ada)), snapshots.take(ada))
                        .changes())
                .isEmpty();
        assertThat(comparison
                        .between(snapshots.take(ada), snapshots.take(view(ada)))
                        .changes())
                .isEmpty();
    }

    @Test
    void writesPagesWithTheirContent() {
        List<Customer> content = List.of(new Customer(1, "Ada", "hunter2"));
        String json = "[{\"id\":1,\"name\":\"Ada\",\"password\":\"***\"}]";
        IntFunction<ScrollPosition> positions = ScrollPosition::offset;

        assertThat(write(new PageImpl<>(content, PageRequest.of(2, 1), 31)))
                .isEqualTo("{\"content\":" + json + ",\"number\":2,\"size\":1,\"totalElements\":31}");
        assertThat(write(new SliceImpl<>(content, PageRequest.of(0, 1), true)))
                .isEqualTo("{\"content\":" + json + ",\"number\":0,\"size\":1,\"hasNext\":true}");
        assertThat(write(Window.from(content, positions, true)))
                .isEqualTo("{\"content\":" + json + ",\"hasNext\":true}");
        assertThat(write(new PagedModel<>(new PageImpl<>(content))))
                .startsWith("{\"content\":" + json + ",\"metadata\":{\"number\":0,\"size\":1,\"totalElements\":1");
        assertThat(writer.write(new PageImpl<>(content), PathFilter.of(new String[] {"content.name"}, new String[0])))
                .isEqualTo("{\"content\":[{\"name\":\"Ada\"}]}");
    }

    /** A collection of the domain. */
    record Customers(Streamable<Customer> all) implements Streamable<Customer> {
        @Override
        public Iterator<Customer> iterator() {
            return all.iterator();
        }

        public int getTotal() {
            return 7;
        }
    }

    @Test
    void writesTheElementsOfStreamables() {
        List<Customer> content = List.of(new Customer(1, "Ada", "hunter2"));
        String json = "[{\"id\":1,\"name\":\"Ada\",\"password\":\"***\"}]";

        assertThat(write(Streamable.of(content))).isEqualTo(json);
        assertThat(write(Streamable.of(content).filter(customer -> true))).isEqualTo(json);
        assertThat(write(Streamable.of("a", "b"))).isEqualTo("[\"a\",\"b\"]");
        assertThat(write(Streamable.empty())).isEqualTo("[]");
        assertThat(write(new Customers(Streamable.of(content)))).isEqualTo(json);
    }
}
