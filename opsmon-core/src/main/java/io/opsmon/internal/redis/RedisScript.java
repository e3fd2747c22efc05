package io.opsmon.internal.redis;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import io.lettuce.core.codec.Base16;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Runs a Lua script, which is sent once and then called by its digest. Immutable.
 *
 * @since 0.1
 */
public final class RedisScript {

    private final String source;
    private final String digest;

    /**
     * Creates a script.
     *
     * @param source the Lua source; all keys of the script must be in one slot
     */
    public RedisScript(String source) {
        this.source = source;
        this.digest = Base16.digest(source.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Runs the script.
     *
     * @param commands the commands of a connection
     * @param keys the keys of the script
     * @param values the arguments
     * @return the texts returned by the script
     */
    public List<String> texts(RedisClusterCommands<String, String> commands, String[] keys, String... values) {
        @Nullable
        List<String> texts = run((sha, source) -> sha
                ? commands.evalsha(source, ScriptOutputType.MULTI, keys, values)
                : commands.eval(source, ScriptOutputType.MULTI, keys, values));
        return texts == null ? List.of() : texts;
    }

    /**
     * Runs the script.
     *
     * @param commands the commands of a connection
     * @param keys the keys of the script
     * @param values the arguments
     * @return the number returned by the script; 0 if there is none
     */
    public long number(RedisClusterCommands<String, String> commands, String[] keys, String... values) {
        @Nullable
        Long number = run((sha, source) -> sha
                ? commands.evalsha(source, ScriptOutputType.INTEGER, keys, values)
                : commands.eval(source, ScriptOutputType.INTEGER, keys, values));
        return number == null ? 0 : number;
    }

    private <T> @Nullable T run(BiFunction<Boolean, String, @Nullable T> call) {
        try {
            return call.apply(true, digest);
        } catch (RedisNoScriptException unknown) {
            // Redis was restarted, or this server of the cluster is called for the first time.
            return call.apply(false, source);
        }
    }
}
