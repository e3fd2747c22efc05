package io.opsmon.sample.staff;

import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The pages for staff. */
@Controller
class StaffPages {

    private final StaffService staff;

    StaffPages(StaffService staff) {
        this.staff = staff;
    }

    @GetMapping("/staff")
    String list(Model model) {
        model.addAttribute("staff", staff.all());
        model.addAttribute("roles", StaffMember.Role.values());
        return "staff";
    }

    @PostMapping("/staff/{username}/role")
    String assign(@PathVariable String username, @RequestParam StaffMember.Role role) {
        staff.assign(username, role);
        return "redirect:/staff";
    }

    @PostMapping("/staff/{username}/password")
    String setPassword(@PathVariable String username, @RequestParam String newPassword) {
        staff.setPassword(username, newPassword);
        return "redirect:/staff";
    }
}
