package io.opsmon.operationlog;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.opsmon.recording.EntryCodec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/**
 * An entry as one line of JSON whose members are named as the components of {@link OperationLogEntry}; arguments and result are strings that
 * hold JSON. Thread-safe.
 */
final class OperationLogCodec implements EntryCodec<OperationLogEntry> {

    private final ObjectWriter writer;
    private final ObjectReader reader;

    OperationLogCodec() {
        JsonMapper mapper = JsonMapper.builder()
                .changeDefaultPropertyInclusion(
                        inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_EMPTY))
                .build();
        this.writer = mapper.writerFor(OperationLogEntry.class);
        this.reader = mapper.readerFor(OperationLogEntry.class);
    }

    @Override
    public byte[] encode(OperationLogEntry entry) {
        return writer.writeValueAsBytes(EntrySanitizer.sanitize(entry));
    }

    @Override
    public OperationLogEntry decode(byte[] json) {
        try {
            return reader.readValue(json);
        } catch (JacksonException failure) {
            throw new IllegalArgumentException("Not an operation log entry: " + failure.getOriginalMessage(), failure);
        }
    }
}
