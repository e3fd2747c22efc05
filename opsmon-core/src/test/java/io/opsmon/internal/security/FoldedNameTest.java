package io.opsmon.internal.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FoldedNameTest {

    @Test
    void makesOneOfTheNamesThatADirectoryMayTakeForTheSame() {
        assertThat(List.of(
                        "admin",
                        "ADMIN",
                        " admin ",
                        "ad min",
                        "ádmin",
                        "a\u0301dmin",
                        "ａｄｍｉｎ",
                        "adm\u200Bin",
                        "ad\u00ADmin",
                        "adm\u0131n",
                        "adm\u0130n",
                        "admin\uFEFF",
                        "\u202Eadmin",
                        "adm\u0000in",
                        "ad\u3164min",
                        "𝐚𝐝𝐦𝐢𝐧",
                        "adm\uFE0Fin",
                        "ađmin",
                        "ⓐdmin"))
                .allSatisfy(name -> assertThat(FoldedName.of(name)).isEqualTo("admin"));
    }

    @Test
    void keepsOthersApart() {
        assertThat(FoldedName.of("alice")).isNotEqualTo(FoldedName.of("alicia"));
        assertThat(FoldedName.of("王伟")).isEqualTo("王伟").isNotEqualTo(FoldedName.of("王芳"));
        assertThat(FoldedName.of("straße")).isEqualTo(FoldedName.of("STRASSE"));
        assertThat(FoldedName.of("はな")).isEqualTo(FoldedName.of("ハナ")).isEqualTo(FoldedName.of("ﾊﾅ"));
        assertThat(FoldedName.of("user１")).isEqualTo("user1");
        assertThat(FoldedName.of("x🍣")).isEqualTo(FoldedName.of("x🍺"));
        assertThat(FoldedName.of("\u200B")).isEmpty();
    }
}
