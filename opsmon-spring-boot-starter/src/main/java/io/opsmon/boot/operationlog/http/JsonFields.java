package io.opsmon.boot.operationlog.http;

import io.opsmon.operationlog.internal.interception.ResultOutcome;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/** Reads the deciding fields of a JSON answer, also if only the beginning of the answer is known. */
final class JsonFields {

    private static final JsonMapper MAPPER = JsonMapper.shared();

    private final List<String> field;
    private final List<String> messageField;
    private @Nullable String value;
    private @Nullable String message;

    private JsonFields(List<String> field, List<String> messageField) {
        this.field = field;
        this.messageField = messageField;
    }

    /**
     * Returns the verdict; null if the text is no JSON object, or if the deciding field is not in the text.
     *
     * @param complete whether the text is the complete answer
     */
    static ResultOutcome.@Nullable Verdict judge(String text, boolean complete, ResultOutcome rule) {
        JsonFields fields = new JsonFields(rule.field(), rule.messageField());
        try (JsonParser parser = MAPPER.createParser(complete ? text : withoutCutValue(text))) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                fields.read(parser, 0, true, true);
            }
        } catch (JacksonException cut) {
            // The text ends inside the object. The fields before the end count.
        }
        return rule.judge(fields.value, fields.message);
    }

    /** Removes the last value, which may be the beginning of a longer number. */
    private static String withoutCutValue(String text) {
        int end = text.length();
        while (end > 0
                && (Character.isLetterOrDigit(text.charAt(end - 1)) || "+-.".indexOf(text.charAt(end - 1)) >= 0)) {
            end--;
        }
        return text.substring(0, end);
    }

    /**
     * Reads an object.
     *
     * @param depth the number of enclosing objects
     * @param onField whether the object is on the path of the deciding field
     * @param onMessage whether the object is on the path of the message
     */
    private void read(JsonParser parser, int depth, boolean onField, boolean onMessage) {
        while ((value == null || message == null) && parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            boolean isField = onField && isAt(field, depth, name);
            boolean isMessage = onMessage && isAt(messageField, depth, name);
            JsonToken token = parser.nextToken();
            if (token == JsonToken.START_OBJECT && (isField || isMessage)) {
                read(parser, depth + 1, isField, isMessage);
                skipRest(parser);
            } else if (token.isScalarValue() && token != JsonToken.VALUE_NULL) {
                value = isField && depth == field.size() - 1 ? parser.getString() : value;
                message = isMessage && depth == messageField.size() - 1 ? parser.getString() : message;
            } else {
                parser.skipChildren();
            }
        }
    }

    private static boolean isAt(List<String> path, int depth, String name) {
        return depth < path.size() && path.get(depth).equals(name);
    }

    /** Leaves the object of which both fields, or all members, have been read. */
    private static void skipRest(JsonParser parser) {
        for (int open = parser.currentToken() == JsonToken.END_OBJECT ? 0 : 1; open > 0; ) {
            JsonToken token = parser.nextToken();
            open += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        }
    }
}
