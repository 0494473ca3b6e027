"use strict";
// Sort and filter tables, and tell of a table that goes on to the side.
(() => {
  const collator = new Intl.Collator("da", { numeric: true });
  const decimalsOff = new Intl.NumberFormat("da");

  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };
  const textOf = (element) => element.textContent.replace(/\s+/g, " ").trim();
  const fold = (text) => text.toLocaleLowerCase("da");

  // A row with a missing value stands last, whichever way the rest is sorted.
  const compare = (index, sign) => (first, second) => {
    const [a, b] = [first.cells[index], second.cells[index]];
    if (!("sort" in a.dataset)) return sign * collator.compare(textOf(a), textOf(b));
    const [x, y] = [a.dataset.sort, b.dataset.sort];
    if (x === "" || y === "") return (x === "") - (y === "");
    return sign * (x - y);
  };

  const prepareTable = (table) => {
    const bodies = [...table.tBodies];
    const rows = bodies.flatMap((body) => [...body.rows].filter((row) => !row.matches(".group")));
    const heads = [...table.tHead.rows[0].cells];
    const state = { column: -1, sign: 1, sought: "", keepsFocus: false };
    const said = make("p", { className: "table-state" });
    said.setAttribute("role", "status");
    const tools = make("div", { className: "tools" });
    const reset = make("button", { type: "button", textContent: "Vis som i rapporten", hidden: true });

    const sort = () => {
      const inOrder = [...rows];
      if (state.column >= 0) inOrder.sort(compare(state.column, state.sign));
      const moves = state.column >= 0 || state.keepsFocus;
      if (state.keepsFocus) inOrder.sort((a, b) => b.matches(".focus") - a.matches(".focus"));
      if (moves || table.dataset.moved) bodies[0].append(...inOrder);
      table.dataset.moved = moves ? "yes" : "";
      heads.forEach((head, index) => {
        if (index === state.column) {
          head.setAttribute("aria-sort", state.sign > 0 ? "ascending" : "descending");
        } else {
          head.removeAttribute("aria-sort");
        }
      });
    };

    const filter = () => {
      const sought = fold(state.sought.trim());
      let shown = 0;
      for (const body of bodies) {
        const group = body.querySelector(".group");
        const inGroup = group !== null && fold(textOf(group)).includes(sought);
        let any = false;
        for (const row of body.rows) {
          if (row === group) continue;
          const fits = inGroup || [...row.cells].some((cell) => fold(textOf(cell)).includes(sought));
          row.hidden = !fits;
          shown += fits;
          any = any || fits;
        }
        body.hidden = !any;
      }
      return shown;
    };

    const show = () => {
      const words = [];
      const shown = filter();
      if (state.sought.trim()) {
        words.push(
          `Viser ${decimalsOff.format(shown)} af ${decimalsOff.format(rows.length)} rækker, ` +
            `der indeholder »${state.sought.trim()}«.`
        );
      }
      if (state.column >= 0) {
        const head = heads[state.column];
        const isNumber = rows.some((row) => "sort" in row.cells[state.column].dataset);
        const way = isNumber ? ["mindst først", "størst først"] : ["A til Å", "Å til A"];
        words.push(`Sorteret efter »${head.dataset.name}«, ${way[state.sign > 0 ? 0 : 1]}.`);
      }
      if (state.keepsFocus) words.push("Den markerede række står øverst.");
      said.textContent = words.join(" ");
      reset.hidden = words.length === 0;
    };

    if ("sorts" in table.dataset) {
      heads.forEach((head, index) => {
        if (head.tagName !== "TH") return;
        head.dataset.name = textOf(head);
        const button = make("button", { type: "button" }, ...head.childNodes);
        button.addEventListener("click", () => {
          if (state.column !== index) [state.column, state.sign] = [index, 1];
          else if (state.sign > 0) state.sign = -1;
          else state.column = -1;
          sort();
          show();
        });
        head.append(button);
      });
    }
    let field = null;
    if ("filters" in table.dataset) {
      field = make("input", { type: "search", autocomplete: "off", spellcheck: false });
      field.addEventListener("input", () => {
        state.sought = field.value;
        show();
      });
      tools.append(make("label", {}, make("span", { textContent: "Vis rækker med" }), field));
    }
    let box = null;
    if ("sorts" in table.dataset && rows.some((row) => row.matches(".focus"))) {
      box = make("input", { type: "checkbox" });
      box.addEventListener("change", () => {
        state.keepsFocus = box.checked;
        sort();
        show();
      });
      tools.append(make("label", { className: "keeps-focus" }, box, "Hold den markerede række øverst"));
    }
    reset.addEventListener("click", () => {
      Object.assign(state, { column: -1, sign: 1, sought: "", keepsFocus: false });
      if (field) field.value = "";
      if (box) box.checked = false;
      sort();
      show();
      // The button hides itself, and the keyboard's place must not be lost with it.
      (field || heads.find((head) => head.querySelector("button")).querySelector("button")).focus();
    });
    tools.append(reset);
    table.closest(".scroll").before(tools, said);
  };

  // A box that does not scroll is no stop on the keyboard's way, and needs no hint.
  const watchBox = (box) => {
    const hint = make("p", { className: "scroll-hint", textContent: "Rul til siden for at se det hele", hidden: true });
    hint.setAttribute("aria-hidden", "true");
    box.before(hint);
    const [role, tabindex] = [box.getAttribute("role"), box.getAttribute("tabindex")];
    const look = () => {
      const goesOn = box.scrollWidth > box.clientWidth + 8;
      hint.hidden = !goesOn;
      if (goesOn) {
        box.setAttribute("role", role);
        box.setAttribute("tabindex", tabindex);
      } else {
        box.removeAttribute("role");
        box.removeAttribute("tabindex");
      }
    };
    new ResizeObserver(look).observe(box);
    look();
  };

  document.querySelectorAll("table[data-sorts], table[data-filters]").forEach(prepareTable);
  document.querySelectorAll(".scroll").forEach(watchBox);
})();
