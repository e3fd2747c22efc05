package io.opsmon.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.SearchContext;
import org.openqa.selenium.WebElement;
import org.springframework.boot.test.context.SpringBootTest;

/** Tests the user's own sessions and sign-ins on the account page of the sample, in a browser. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "server.servlet.context-path=/shop",
            "spring.datasource.url=jdbc:h2:mem:mysessions;DB_CLOSE_DELAY=-1",
            "opsmon.backup.enabled=false",
            "opsmon.online-users.flush-interval=50ms",
            "opsmon.recording.journal.directory=target/journals/${random.uuid}"
        })
class MySessionsWidgetTest extends BrowserTest {

    private SearchContext widget() {
        return browser().waitFor("opsmon-my-sessions").getShadowRoot();
    }

    private List<WebElement> sessions() {
        return widget().findElements(By.cssSelector("ul:first-of-type > li"));
    }

    private String text() {
        return widget().findElement(By.cssSelector("div")).getText();
    }

    private void press(String words) {
        widget().findElements(By.cssSelector("button")).stream()
                .filter(button -> button.isDisplayed() && button.getText().equals(words))
                .findFirst()
                .orElseThrow()
                .click();
    }

    /** Leaves sessions behind: the cookies of each are deleted after its sign-in. */
    private void signInElsewhere(String user, int times) {
        for (int i = 0; i < times; i++) {
            browser().signIn(user);
            browser().forgetSession();
        }
    }

    @Test
    void listsTheSessionsAndEndsTheOthers() {
        signInElsewhere("clerk", 3);
        browser().signIn("clerk");
        browser().open("/account");
        browser().waitUntil(() -> sessions().size() == 4);

        assertThat(sessions().get(0).getText())
                .contains("This session", "Linux")
                .doesNotContain("Sign out");
        assertThat(text()).contains("Recent sign-ins", "Signed in");
        assertThat(browser().barriers()).isEmpty();
        browser().screenshot("my-sessions");
        press("Sign out");
        browser().waitUntil(() -> sessions().size() == 3);
        assertThat(
                        browser()
                                .evaluate(
                                        "return document.querySelector('opsmon-my-sessions').shadowRoot.activeElement.textContent"))
                .isEqualTo("Your sessions");
        press("Sign out all other sessions");
        browser().waitUntil(() -> sessions().size() == 1);
        assertThat(widget().findElement(By.cssSelector("[role=status]")).getText())
                .isEqualTo("Sessions signed out: 2");
        assertThat(browser().barriers()).isEmpty();
    }

    @Test
    void showsFailedAttemptsInTheLanguageOfThePage() {
        browser().open("/login");
        browser().find("input[name=username]").sendKeys("auditor");
        browser().find("input[name=password]").sendKeys("wrong");
        browser().find("button").click();
        browser().waitFor("input[name=username]");
        browser().signIn("auditor");
        browser().open("/account");
        browser().waitUntil(() -> text().contains("Failed attempt"));

        browser().evaluate("document.querySelector('opsmon-my-sessions').lang = 'zh-CN'");
        browser().waitUntil(() -> text().contains("登录失败"));
        assertThat(text()).contains("我的会话", "当前会话", "最近登录");
        browser().theme("dark");
        browser().resize(500, 900);
        assertThat(browser().barriers()).isEmpty();
        browser().screenshot("my-sessions-zh");
    }
}
