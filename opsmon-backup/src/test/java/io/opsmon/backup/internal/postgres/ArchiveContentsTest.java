package io.opsmon.backup.internal.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveContentsTest {

    private static final String SCHEMAS = """
            ; Selected TOC Entries:
            6; 2615 16400 SCHEMA - my schema owner
            7; 2615 16401 SCHEMA - shop owner
            """;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "215; 1259 16385 TABLE public opsmon_backup owner",
                "3021; 0 16385 TABLE DATA shop opsmon_backup owner",
                "215; 1259 16385 TABLE my schema opsmon_backup owner",
                "216; 1259 16390 SEQUENCE public opsmon_backup_id_seq owner",
                "3022; 0 0 SEQUENCE OWNED BY public opsmon_backup_id_seq owner",
                "3023; 0 0 SEQUENCE SET public opsmon_backup_id_seq owner",
                "2800; 2604 16394 DEFAULT public opsmon_backup id owner",
                "2801; 2606 16396 CONSTRAINT public opsmon_backup opsmon_backup_pkey owner",
                "2802; 2606 16397 FK CONSTRAINT public opsmon_backup opsmon_fk owner",
                "2803; 1259 16398 INDEX public opsmon_backup_source owner",
                "3024; 0 0 COMMENT public TABLE opsmon_backup owner",
                "3025; 0 0 COMMENT my schema COLUMN opsmon_backup.id owner",
                "3026; 0 0 ACL public TABLE opsmon_backup owner"
            })
    void leavesOutWhatIsOpsmonsOwn(String entry) {
        assertThat(ArchiveContents.of(SCHEMAS + entry).withoutOwn()).isEqualTo(SCHEMAS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "215; 1259 16385 TABLE public my opsmon_x owner",
                "3021; 0 16385 TABLE DATA public my opsmon_x owner",
                "215; 1259 16385 TABLE my schema not opsmon_x owner",
                "3024; 0 0 COMMENT public TABLE my opsmon_x owner",
                "2803; 1259 16398 INDEX shop about opsmon_x owner",
                "300; 1255 16500 FUNCTION public copy_to opsmon_x(integer) owner",
                "215; 1259 16385 TABLE public orders opsmon_owner",
                "8; 2615 16402 SCHEMA - opsmon_schema owner"
            })
    void keepsWhatOnlyHasTheNameInIt(String entry) {
        assertThat(ArchiveContents.of(SCHEMAS + entry).withoutOwn()).isEqualTo(SCHEMAS + entry + "\n");
    }

    @Test
    void readsTheLongestSchemaThatFits() {
        String contents = """
                6; 2615 16400 SCHEMA - a owner
                7; 2615 16401 SCHEMA - a opsmon_b owner
                215; 1259 16385 TABLE a opsmon_b orders owner
                """;

        assertThat(ArchiveContents.of(contents).withoutOwn()).isEqualTo(contents);
    }
}
