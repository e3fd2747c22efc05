package io.opsmon.log.definition;

/**
 * Content of a column with regard to personal data. The hash format hashes facts apart from all other values.
 *
 * @since 0.1
 */
public enum Content {
    /** A fact that identifies no person. Stays when personal data are removed. */
    FACT,
    /** A value that stays when personal data are removed, but is hashed with the personal data. */
    KEPT,
    /** The name or id of a person. A pseudonym replaces the name. */
    PERSON,
    /** Data that identify a person, such as an address or a session. Always removed. */
    IDENTIFYING,
    /** Content that may name a person. Removed only by an erasure. */
    TEXT,
    /** Content that may name a person, in a mandatory column. A mark replaces the content in an erasure. */
    MANDATORY_TEXT
}
