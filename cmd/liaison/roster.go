package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/sheet"
)

const rosterAbout = `Reads deputies from the first sheet of an Excel file with these headings, in any
order: 机构 姓名 性别 民族 手机 届别层级 选区 代表称谓 单位职务. 姓名 and 届别层级 (such
as 县级第十七届) must be there; an empty 机构 is the office of --office. The order of
the lines becomes the rank. A person may stand in several lines, one for each
congress.

Everything is checked first. When a line is wrong, all that is wrong is listed
and nothing is imported, unless --skip-faulty says to import the others. The same file again changes nothing; a changed file
changes what differs. Nobody is removed.`

// errFindings stops an import after what is wrong was listed.
var errFindings = errors.New("nothing was imported; correct the file and import it again")

func (t *terminal) rosterImport(ctx context.Context, f *flag.FlagSet, args []string) error {
	where := f.String("office", "", "name of the office, where there are several (default: the root)")
	districts := f.Bool("add-districts", false, "make districts that are not there yet")
	skip := f.Bool("skip-faulty", false, "import the lines without findings")
	if err := t.parse(f, args, 1); err != nil {
		return err
	}
	cfg, err := t.config(needDB | needKeys | needData)
	if err != nil {
		return err
	}
	list, err := t.readRoster(f.Arg(0))
	if err != nil {
		return err
	}
	o, err := t.office(ctx, cfg)
	if err != nil {
		return err
	}
	defer o.close()
	var done act.RosterImport
	err = o.acts.Do(ctx, fromHere(), "", func(tx *act.Tx) error {
		office, err := (&newcomer{office: *where}).place(tx)
		if err != nil {
			return staffWords(err)
		}
		done, err = tx.ImportRoster(office, list.Lines(), act.ImportHow{AddDistricts: *districts, SkipFaulty: *skip, Found: list.Found()})
		if err == nil && len(done.Findings) > 0 && !*skip {
			err = errFindings // rolls back
		}
		return err
	})
	report(t.out, done.Findings)
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "%d deputies added, %d changed, %d as they were.\n", done.Added, done.Changed, done.Same)
	if done.Skipped > 0 {
		fmt.Fprintf(t.out, "%d lines were left out.\n", done.Skipped)
	}
	return nil
}

func (t *terminal) readRoster(path string) (*sheet.Roster, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	list, err := sheet.ReadRoster(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	for _, column := range list.Strange() {
		fmt.Fprintf(t.err, "The column %q is not known and was passed over.\n", column)
	}
	return list, nil
}

// report lists findings in Chinese: whoever keeps the roster corrects it.
func report(w io.Writer, found []store.RosterFinding) {
	for _, f := range found {
		fmt.Fprintf(w, "第%d行 %s：%s\n", f.Row, f.Column, f.Words)
	}
}
