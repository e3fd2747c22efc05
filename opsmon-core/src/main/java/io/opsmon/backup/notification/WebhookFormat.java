package io.opsmon.backup.notification;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a webhook takes, and how it says that it did not.
 *
 * @since 0.1
 */
public enum WebhookFormat {

    /** {@code {title, bad, facts: {...}}}, for receivers of one's own. */
    JSON {
        @Override
        ObjectNode write(BackupNotice notice) {
            ObjectNode json = object().put("title", notice.title()).put("bad", notice.isBad());
            ObjectNode facts = json.putObject("facts");
            notice.facts().forEach(facts::put);
            return json;
        }
    },

    /**
     * Slack.
     *
     * @see <a href="https://api.slack.com/messaging/webhooks">Incoming webhooks</a>
     */
    SLACK {
        @Override
        ObjectNode write(BackupNotice notice) {
            String text = mark(notice) + "*" + escaped(notice.title()) + "*\n" + escaped(notice.text());
            return object().put("text", text);
        }

        private String escaped(String text) {
            return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        }
    },

    /**
     * DingTalk.
     *
     * @see <a href="https://open.dingtalk.com/document/orgapp/custom-robots-send-group-messages">Custom robots</a>
     */
    DINGTALK {
        @Override
        ObjectNode write(BackupNotice notice) {
            ObjectNode json = object().put("msgtype", "markdown");
            json.putObject("markdown").put("title", notice.title()).put("text", markdown(notice, "\n\n"));
            return json;
        }

        @Override
        boolean isAccepted(JsonNode answer) {
            return answer.path("errcode").asInt(0) == 0;
        }
    },

    /**
     * Feishu, and Lark.
     *
     * @see <a href="https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot">Custom bots</a>
     */
    FEISHU {
        @Override
        ObjectNode write(BackupNotice notice) {
            ObjectNode json = object().put("msg_type", "text");
            json.putObject("content").put("text", mark(notice) + notice.title() + "\n" + notice.text());
            return json;
        }

        @Override
        boolean isAccepted(JsonNode answer) {
            return answer.path("code").asInt(0) == 0;
        }
    },

    /**
     * WeCom. A message has room for 4,096 bytes.
     *
     * @see <a href="https://developer.work.weixin.qq.com/document/path/91770">Group robots</a>
     */
    WECOM {
        @Override
        ObjectNode write(BackupNotice notice) {
            ObjectNode json = object().put("msgtype", "markdown");
            json.putObject("markdown").put("content", cut(markdown(notice, "\n"), 4_000));
            return json;
        }

        @Override
        boolean isAccepted(JsonNode answer) {
            return answer.path("errcode").asInt(0) == 0;
        }
    };

    /** The body. */
    abstract ObjectNode write(BackupNotice notice);

    /** They answer 200 to everything, and say in the body what they think of it. */
    boolean isAccepted(JsonNode answer) {
        return true;
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static String mark(BackupNotice notice) {
        return notice.isBad() ? "\u26A0\uFE0F " : "\u2705 ";
    }

    /** What could be read as markup is shown as it is. */
    private static String markdown(BackupNotice notice, String lineBreak) {
        StringBuilder text = new StringBuilder("### ").append(mark(notice)).append(plain(notice.title()));
        for (Map.Entry<String, String> fact : notice.facts().entrySet()) {
            text.append(lineBreak)
                    .append("> ")
                    .append(fact.getKey())
                    .append(": ")
                    .append(plain(fact.getValue()));
        }
        return text.toString();
    }

    private static String plain(String text) {
        return text.replaceAll("\\s+", " ").replaceAll("([\\\\`*_\\[\\]<>#])", "\\\\$1");
    }

    private static String cut(String text, int bytes) {
        String cut = text;
        while (cut.getBytes(StandardCharsets.UTF_8).length > bytes) {
            cut = cut.substring(
                    0, cut.offsetByCodePoints(cut.length(), -Math.min(50, cut.codePointCount(0, cut.length()))));
        }
        return cut;
    }
}
