package io.opsmon.sample.customer;

import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The pages for customers. */
@Controller
class CustomerPages {

    private final CustomerService customers;

    CustomerPages(CustomerService customers) {
        this.customers = customers;
    }

    @GetMapping("/customers")
    String list(@RequestParam(defaultValue = "") String text, Model model) {
        model.addAttribute("text", text);
        model.addAttribute("customers", customers.search(text));
        return "customers";
    }

    @PostMapping("/customers")
    String register(@ModelAttribute CustomerForm form) {
        customers.register(form);
        return "redirect:/customers";
    }

    @GetMapping("/customers/export")
    ResponseEntity<String> export() {
        return ResponseEntity.ok()
                .header(HttpHeaders.CONTENT_TYPE, "text/csv;charset=UTF-8")
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=customers.csv")
                .body(customers.export());
    }
}
