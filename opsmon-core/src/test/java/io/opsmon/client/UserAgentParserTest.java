package io.opsmon.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.internal.client.CachedClientDescriber;
import io.opsmon.internal.client.UapUserAgentParser;
import io.opsmon.internal.client.YauaaUserAgentParser;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UserAgentParserTest {

    private static final UserAgentParser UAP = new UapUserAgentParser();
    private static final UserAgentParser YAUAA = new YauaaUserAgentParser();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            Firefox|Linux|DESKTOP|Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0
            Chrome|Windows|DESKTOP|Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36
            Edge|Windows|DESKTOP|Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.2903.51
            WeChat|iOS|PHONE|Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.49(0x18003137) NetType/WIFI Language/zh_CN
            Huawei Browser|Android|PHONE|Mozilla/5.0 (Linux; Android 12; HUAWEI P50 Pro) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/99.0.4844.88 HuaweiBrowser/13.0.5.303 Mobile Safari/537.36
            """)
    void namesBrowserSystemAndKind(String browser, String system, DeviceClass kind, String userAgent) {
        for (UserAgentParser parser : new UserAgentParser[] {UAP, YAUAA}) {
            Device device = parser.parse(userAgent);
            assertThat(device.browser()).as(parser.toString()).isEqualTo(browser);
            assertThat(device.system()).as(parser.toString()).isEqualTo(system);
            assertThat(device.deviceClass()).as(parser.toString()).isEqualTo(kind);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            TABLET|Mozilla/5.0 (iPad; CPU OS 17_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/130.0.6723.90 Mobile/15E148 Safari/604.1
            ROBOT|Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)
            ROBOT|curl/8.5.0
            ROBOT|python-requests/2.32.3
            ROBOT|Java-http-client/17.0.9
            """)
    void tellsTabletsAndPrograms(DeviceClass kind, String userAgent) {
        assertThat(UAP.parse(userAgent).deviceClass()).isEqualTo(kind);
        assertThat(YAUAA.parse(userAgent).deviceClass()).isEqualTo(kind);
    }

    @Test
    void knowsBrowsersThatItsLibraryDoesNot() {
        assertThat(UAP.parse("Mozilla/5.0 (Windows NT 10.0; WOW64) AppleWebKit/537.36 (KHTML, like Gecko)"
                                + " Chrome/86.0.4240.198 Safari/537.36 QIHU 360SE")
                        .browser())
                .isEqualTo("360 Browser");
    }

    @Test
    void believesHintsMoreThanAFrozenUserAgent() {
        ClientHints hints = ClientHints.of(name -> switch (name) {
            case "Sec-CH-UA" -> "\"Not_A Brand\";v=\"24\", \"Chromium\";v=\"131\", \"Microsoft Edge\";v=\"131\"";
            case "Sec-CH-UA-Platform" -> "\"Windows\"";
            case "Sec-CH-UA-Platform-Version" -> "\"15.0.0\"";
            case "Sec-CH-UA-Mobile" -> "?0";
            default -> null;
        });

        Device device = new CachedClientDescriber(() -> UAP, () -> null)
                .device(
                        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
                        hints);

        assertThat(device).isEqualTo(new Device("Edge", "131", "Windows", "11", DeviceClass.DESKTOP, null));
        assertThat(ClientHints.ofMap(hints.toMap())).isEqualTo(hints);
    }

    @Test
    void keepsHostileTextsFromTheParserAndAsksItOnce() {
        AtomicInteger asked = new AtomicInteger();
        ClientDescriber describer = new CachedClientDescriber(
                () -> userAgent -> {
                    asked.incrementAndGet();
                    assertThat(userAgent.length()).isLessThanOrEqualTo(1_024);
                    assertThat(userAgent.chars().noneMatch(Character::isISOControl))
                            .isTrue();
                    throw new IllegalStateException("confused");
                },
                () -> null);
        String hostile = "\u0000\n<script>" + "(".repeat(1_000_000);

        assertThat(describer.device(hostile, ClientHints.NONE)).isEqualTo(Device.UNKNOWN);
        assertThat(describer.device(hostile, ClientHints.NONE)).isEqualTo(Device.UNKNOWN);
        assertThat(asked).hasValue(1);
        assertThat(describer.device(null, ClientHints.NONE)).isEqualTo(Device.UNKNOWN);
    }

    @Test
    void livesWithoutAParser() {
        @Nullable UserAgentParser none = null;
        assertThat(new CachedClientDescriber(() -> none, () -> null).device("Firefox", ClientHints.NONE))
                .isEqualTo(Device.UNKNOWN);
    }

    @Test
    void knowsAppsByTheirOwnNames() {
        String android = "Mozilla/5.0 (Linux; Android 13; PHONE Build/TP1A; wv) AppleWebKit/537.36 (KHTML, like Gecko)"
                + " Version/4.0 Chrome/116.0.0.0 Mobile Safari/537.36 ";
        UserAgentParser parser = new UapUserAgentParser();
        ClientHints webView = new ClientHints(
                "Android",
                "13",
                "PHONE",
                "\"Android WebView\";v=\"116\", \"Chromium\";v=\"116\", \"Not)A;Brand\";v=\"24\"",
                true);
        java.util.Map<String, String> apps = java.util.Map.of(
                "wxwork/4.1.39 MicroMessenger/7.0.1 Language/zh", "WeCom",
                "MicroMessenger/8.0.40.2420(0x28002837) NetType/WIFI", "WeChat",
                "AliApp(DingTalk/7.0.50) com.alibaba.android.rimet", "DingTalk",
                "Lark/7.1.0 LarkLocale/zh_CN", "Feishu",
                "MQQBrowser/6.2 V1_AND_SQ_8.9 QQ/8.9.68.11565", "QQ",
                "AlipayClient/10.3.0 NebulaSDK/1.8.1", "Alipay",
                "Weibo (PHONE__weibo__13.2.0__android__android13)", "Weibo",
                "musical_ly_2022109040 JsSdk/1.0", "TikTok");

        assertThat(apps.entrySet()).allSatisfy(app -> {
            Device device = parser.parse(android + app.getKey());
            assertThat(device.browser()).isEqualTo(app.getValue());
            assertThat(webView.refine(device).browser()).isEqualTo(app.getValue());
        });
    }

    @Test
    void keepsOneFamilyWithAndWithoutHints() {
        UserAgentParser parser = new UapUserAgentParser();
        Device mac = parser.parse("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36"
                + " (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36");
        Device edge = parser.parse("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36"
                + " (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0");
        String chromium = "\"Chromium\";v=\"131\", \"Not_A Brand\";v=\"24\", ";

        ClientHints ofChrome =
                new ClientHints("macOS", "15.1.0", null, chromium + "\"Google Chrome\";v=\"131\"", false);
        ClientHints ofEdge = new ClientHints("macOS", "15.1.0", null, chromium + "\"Microsoft Edge\";v=\"131\"", false);
        ClientHints ofBrave = new ClientHints("macOS", null, null, chromium + "\"Brave\";v=\"131\"", false);

        assertThat(ofChrome.refine(mac).family()).isEqualTo(mac.family());
        assertThat(ofEdge.refine(edge).family()).isEqualTo(edge.family());
        assertThat(ofBrave.refine(mac).browser()).isEqualTo("Brave");
    }
}
