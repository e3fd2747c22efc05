package io.opsmon.masking;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Decides whether a name denotes a secret. Names and patterns are compared word by word, so {@code ssn} matches
 * {@code userSSN} but not {@code className}. Thread-safe.
 */
final class SensitiveNames {

    /** Type of secret that a name denotes. */
    enum SecretType {
        /** Not a secret. */
        NONE,
        /** A secret without spaces, such as a token. */
        TOKEN,
        /** A secret that may have spaces. */
        PHRASE,
        /** The value of an {@code Authorization} or {@code Cookie} header, which extends to the end of the line. */
        HEADER
    }

    private static final int MAX_KNOWN = 4_096;
    private static final int MAX_WORDS = 4;
    private static final int MIN_JOINED = 5;

    private static final Set<String> HEADERS = Set.of("authorization", "cookie");
    private static final Set<String> WITHOUT_SPACES = words("token jwt csrf xsrf cvv cvc otp totp apikey accesskey"
            + " privatekey signingkey encryptionkey masterkey accountkey sharedkey authkey sessionid sessionkey"
            + " jsessionid phpsessid");

    /** Words after a secret's name. With such a word, the name denotes a fact about the secret. */
    private static final Set<String> ABOUT_AFTER = words("count counts counter total length size limit limits max min"
            + " usage used type types kind style url urls uri uris endpoint endpoints path paths file filename"
            + " location dir directory expiry expires expire expired expiration expiring ttl lifetime validity valid"
            + " invalid age days hours minutes seconds millis policy policies strength rule rules requirement"
            + " requirements required optional enabled disabled status state changed change updated created modified"
            + " at date time timestamp attempt attempts failures retries name names alias label title description"
            + " message error errors exception service services filter filters manager provider providers repository"
            + " controller interceptor handler factory store util utils helper encoder generator parser validator"
            + " config configuration settings options test tests impl mapper entity bucket position index offset line"
            + " column version format algorithm alg issuer audience owner by rotation rotated supported grant consent"
            + " banner domain samesite reader writer resolver serializer verified verification validation present"
            + " missing matches match mismatch incorrect wrong set java kt kts ts js tsx jsx mjs go py rs rb php c cc"
            + " cpp h cs scala groovy sql xml yml yaml json properties html vue css md log jar class less");

    /** Words before a secret's name. With such a word, the name denotes a yes-or-no value. */
    private static final Set<String> ABOUT_BEFORE =
            words("is has had need needs require requires allow allows without no enable supports forgot");

    /** Words before counted tokens, or tokens of a parser. */
    private static final Set<String> COUNTED =
            words("total max min num remaining unexpected unrecognized unrecognised illegal unknown");

    private static final Set<String> COUNTED_MANY =
            words("input output prompt completion cached reasoning used available context");

    /** Suffixes of a word that begins with a secret's name and still denotes the secret. */
    private static final Set<String> JOINED_AFTER = words("hash hashed confirm confirmation again repeat new old salt"
            + " value key text plain digest encrypted header string id no number code");

    private static final Set<String> IDEOGRAPHS_AFTER =
            Set.of("", "号", "码", "号码", "值", "串", "为", "是", "确认", "明文", "哈希");

    private final Map<String, SecretType> patterns = new HashMap<>();
    private final Set<String> ideographs = new HashSet<>();
    private final Set<String> ownPatterns = new HashSet<>();
    private final Map<String, SecretType> known = new ConcurrentHashMap<>();

    SensitiveNames(Collection<String> keys, Collection<String> builtIn) {
        Set<String> usual = new HashSet<>();
        builtIn.forEach(key -> usual.add(String.join("", NameWords.of(key))));
        for (String key : keys) {
            String joined = String.join("", NameWords.of(key));
            if (joined.isEmpty()) {
                continue;
            }
            if (NameWords.isIdeograph(joined.charAt(0))) {
                ideographs.add(joined);
            } else {
                patterns.put(joined, kindOf(joined, usual));
            }
            if (!usual.contains(joined)) {
                ownPatterns.add(joined);
            }
        }
    }

    private static Set<String> words(String words) {
        return Set.of(words.split(" "));
    }

    private static SecretType kindOf(String joined, Set<String> usual) {
        if (HEADERS.contains(joined)) {
            return SecretType.HEADER;
        }
        return WITHOUT_SPACES.contains(joined) && usual.contains(joined) ? SecretType.TOKEN : SecretType.PHRASE;
    }

    boolean isEmpty() {
        return patterns.isEmpty() && ideographs.isEmpty();
    }

    /** Returns the kind of value for a name in camel, snake, kebab, dotted or upper case. */
    SecretType kind(String name) {
        SecretType found = known.get(name);
        if (found == null) {
            found = find(NameWords.of(name));
            if (known.size() < MAX_KNOWN && name.length() <= 64) {
                known.put(name, found);
            }
        }
        return found;
    }

    /** Returns the kind of value denoted by the last words of a phrase, as in {@code the API key}. */
    SecretType kindOfPhrase(String phrase) {
        List<String> words = NameWords.of(phrase);
        for (int length = Math.min(MAX_WORDS, words.size()); length > 1; length--) {
            SecretType kind = pattern(String.join("", words.subList(words.size() - length, words.size())));
            if (kind != SecretType.NONE) {
                return kind;
            }
        }
        return SecretType.NONE;
    }

    /** Returns the kind of value if a secret's name ends the name, unlike in a class such as {@code TokenFilter}. */
    SecretType kindAtEnd(String name) {
        List<String> words = NameWords.of(name);
        for (int end = words.size(); end > 0; end--) {
            for (int start = end - 1; start >= Math.max(0, end - MAX_WORDS); start--) {
                SecretType kind = start == end - 1
                        ? oneWord(words.get(start))
                        : pattern(String.join("", words.subList(start, end)));
                if (kind != SecretType.NONE) {
                    return kind;
                }
            }
            if (!JOINED_AFTER.contains(words.get(end - 1))) {
                break;
            }
        }
        return SecretType.NONE;
    }

    private SecretType find(List<String> words) {
        for (int i = 0; i < words.size(); i++) {
            StringBuilder joined = new StringBuilder();
            for (int end = i + 1; end <= Math.min(words.size(), i + MAX_WORDS); end++) {
                joined.append(words.get(end - 1));
                SecretType kind = end == i + 1 ? oneWord(words.get(i)) : pattern(joined.toString());
                if (kind != SecretType.NONE && !isAbout(words, i, end, joined.toString())) {
                    return kind;
                }
            }
        }
        return SecretType.NONE;
    }

    private SecretType pattern(String joined) {
        SecretType kind = patterns.get(joined);
        if (kind == null && joined.endsWith("s")) {
            kind = patterns.get(joined.substring(0, joined.length() - 1));
        }
        return kind == null ? SecretType.NONE : kind;
    }

    /** Also finds words without a boundary: {@code userpassword}, {@code PASSWORDHASH}. */
    private SecretType oneWord(String word) {
        if (NameWords.isIdeograph(word.charAt(0))) {
            return isSecretIdeographs(word) ? SecretType.PHRASE : SecretType.NONE;
        }
        SecretType kind = pattern(word);
        if (kind != SecretType.NONE || word.length() <= MIN_JOINED) {
            return kind;
        }
        for (int cut = 1; cut < word.length() - 2; cut++) {
            kind = patterns.getOrDefault(word.substring(cut), SecretType.NONE);
            if (kind != SecretType.NONE && (word.length() - cut >= MIN_JOINED || word.endsWith("pwd"))) {
                return kind;
            }
        }
        for (int cut = MIN_JOINED; cut < word.length(); cut++) {
            kind = patterns.getOrDefault(word.substring(0, cut), SecretType.NONE);
            if (kind != SecretType.NONE && JOINED_AFTER.contains(word.substring(cut))) {
                return kind;
            }
        }
        return SecretType.NONE;
    }

    private boolean isSecretIdeographs(String word) {
        for (String pattern : ideographs) {
            int at = word.lastIndexOf(pattern);
            if (at >= 0
                    && (ownPatterns.contains(pattern)
                            || IDEOGRAPHS_AFTER.contains(word.substring(at + pattern.length())))) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns whether the words around a built-in pattern show that the value is not the secret itself:
     * {@code tokenCount}, {@code hasPassword}.
     */
    private boolean isAbout(List<String> words, int start, int end, String joined) {
        if (ownPatterns.contains(joined)) {
            return false;
        }
        for (int i = end; i < words.size(); i++) {
            if (ABOUT_AFTER.contains(words.get(i))) {
                return true;
            }
        }
        if (start > 0 && ABOUT_BEFORE.contains(words.get(0))) {
            return true;
        }
        String before = start == 0 ? "" : words.get(start - 1);
        return joined.startsWith("token")
                && (COUNTED.contains(before) || (joined.equals("tokens") && COUNTED_MANY.contains(before)));
    }
}
