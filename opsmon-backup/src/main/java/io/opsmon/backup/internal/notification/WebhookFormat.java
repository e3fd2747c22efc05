package io.opsmon.backup.internal.notification;

import io.opsmon.backup.notification.BackupNotice;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The message formats of webhooks, and their rejection codes.
 *
 * @since 0.1
 */
public enum WebhookFormat {

    /** The format {@code {title, bad, facts: {...}}}, for custom receivers. */
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
     * The format of Slack.
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
     * The format of DingTalk.
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
     * The format of Feishu and Lark.
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
     * The format of WeCom, whose messages have at most 4,096 bytes.
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

    /** Formats the body. */
    abstract ObjectNode write(BackupNotice notice);

    /**
     * Checks the body of an answer, because some services answer every request with 200 and report errors in the body.
     */
    boolean isAccepted(JsonNode answer) {
        return true;
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static String mark(BackupNotice notice) {
        return notice.isBad() ? "\u26A0\uFE0F " : "\u2705 ";
    }

    /** Formats a notification as Markdown, with markup characters escaped. */
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
